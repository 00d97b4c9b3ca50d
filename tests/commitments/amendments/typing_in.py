"""What a browser sends of the forms of an amendment."""


def typed(page, **changes):
    """Return what the forms of a page show, as a browser would send it, with some changes."""
    forms = page.context["forms"]
    data = {
        f"{rows.prefix}-{name}": value
        for rows in (forms.new, forms.pairs)
        for name, value in rows.management_form.initial.items()
    }
    for form in forms.all():
        for bound in form:
            value = bound.value()
            if value not in (None, ""):
                data[bound.html_name] = (
                    [str(getattr(each, "pk", each)) for each in value]
                    if isinstance(value, list)
                    else str(value)
                )
    return {**data, **changes}
