"""The WSGI application."""

from django.core.wsgi import get_wsgi_application

from cms.starting import require_settings

require_settings()
application = get_wsgi_application()
