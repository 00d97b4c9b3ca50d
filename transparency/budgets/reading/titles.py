"""How offices head their columns, and which measure a percentage divides."""

from transparency.budgets.states import Measure

NEEDED = ("code", "current", "accrued")
LEVELS = ("subtitle_name", "item_name", "assignment_name")
PERCENTAGE = "percentage"
TITLES = {  # our name → how offices head the column, without accents, the best first
    "code": (
        "codigo_cuenta",
        "cuenta_presupuestaria",
        "codigo_de_cuenta",
        "cod_cuenta",
        "cuenta",
        "codigo",
    ),
    "name": (
        "denominacion_cuenta_base",
        "denominacion_cuenta",
        "denominacion",
        "nombre_cuenta",
        "nombre_de_cuenta",
        "nombre",
        "glosa",
        "descripcion",
    ),
    "date": ("fecha_balance", "fecha_de_balance", "fecha_cierre", "fecha", "periodo"),
    "initial": ("presupuesto_inicial", "ppto_inicial", "inicial"),
    "current": (
        "presupuesto_vigente",
        "presupuesto_actualizado",
        "presupuesto_actual",
        "ppto_vigente",
        "ppto_actualizado",
        "vigente",
    ),
    "committed": (
        "obligado_acumulado",
        "comprometido_acumulado",
        "obligado",
        "comprometido",
        "obligacion",
    ),
    "accrued": (
        "devengado_acumulado",
        "devengado",
        "ejecutado_acumulado",
        "ejecutado",
        "gasto_devengado",
        "ingreso_devengado",
    ),
    "paid": ("pagado_acumulado", "percibido_acumulado", "pagado", "percibido", "efectivo"),
    "percentage": (
        "oblig_a_la_fecha",
        "oblig_acumulado",
        "acumulado",
        "porcentaje_de_ejecucion",
        "porcentaje_ejecucion",
        "de_ejecucion",
        "ejecucion",
        "porcentaje",
    ),
    "subtitle_name": ("subtitulo_nombre", "nombre_subtitulo"),
    "item_name": ("item_nombre", "nombre_item"),
    "assignment_name": ("asignacion_nombre", "nombre_asignacion"),
    "institution": (
        "institucion",
        "municipalidad",
        "municipio",
        "nombre_institucion",
        "nombre_municipio",
        "codigo_institucion",
        "codigo_cut",
        "comuna",
    ),
}
PERCENTAGE_OF = {
    "oblig_a_la_fecha": Measure.COMMITTED.value,
    "oblig_acumulado": Measure.COMMITTED.value,
    "acumulado": Measure.PAID.value,
}
