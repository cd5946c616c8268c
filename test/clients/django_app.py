# SPDX-License-Identifier: MIT
"""Django's cache and its sessions in the cache, configured as Horizon's are: a WSGI application.

GET /?key=KEY reads a session and a cached value of that name, GET /?key=KEY&value=VALUE stores
both, GET /ready does neither. The nodes are in CLIENT_NODES, separated by commas.
"""

import os

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="of no account", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, LOGGING_CONFIG=None,
    SESSION_ENGINE="django.contrib.sessions.backends.cache",
    CACHES={"default": {
        "BACKEND": "django.core.cache.backends.memcached.PyMemcacheCache",
        "LOCATION": os.environ["CLIENT_NODES"].split(",")}})
django.setup()

from django.contrib.sessions.backends.cache import SessionStore
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.test import Client
from django.urls import path


def session_name(key):
    return f"session-{key}"


def read(key):
    """What Horizon needs of a request: its user's session, and something that is cached."""
    session = SessionStore(session_name(key)).get("value")
    cached = cache.get(key)
    return cached if session == cached else None


def store(key, value):
    cache.set(key, value)
    cache.set(SessionStore.cache_key_prefix + session_name(key), {"value": value})


def view(request):
    key, value = request.GET["key"], request.GET.get("value")
    try:
        if value is not None:
            store(key, value)
        return JsonResponse({"value": read(key), "error": None})
    except Exception as error:  # whatever a client raises is its answer
        return JsonResponse({"value": None, "error": f"{type(error).__name__}: {error}"})


def ready(_request):
    return JsonResponse({"value": None, "error": None})


urlpatterns = [path("", view), path("ready", ready)]
application = get_wsgi_application()
# Loads what is needed, so that no process of a server has to in a request; asks no node.
cache.make_key("ready")
Client().get("/ready")

if __name__ == "__main__":
    from django.core.servers import basehttp
    basehttp.WSGIRequestHandler.log_message = lambda *ignored: None
    basehttp.run("127.0.0.1", 8080, application, threading=True)
