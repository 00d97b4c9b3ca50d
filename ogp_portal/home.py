"""x"""
def house(request): return {}
