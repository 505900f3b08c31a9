"""How a call is added to moto, or its answer changed: moto dispatches `GetServiceQuota` to `get_service_quota` of a service's response class."""


def extends(response_class):
    """Puts a function on a response class under its own name; it receives moto's own method (or None) as second argument."""

    def put(function):
        plain = getattr(response_class, function.__name__, None)
        setattr(response_class, function.__name__, lambda self: function(self, plain))
        return function

    return put
