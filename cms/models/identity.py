"""Who runs the site: what the rules for government sites want in every head (domain §2.3)."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="site")
class SiteIdentity(BaseSiteSetting):
    site_name = models.CharField("SiteName", max_length=100, default="言路")
    site_domain = models.CharField("SiteDomain", max_length=100, default="localhost")
    site_id_code = models.CharField("SiteIDCode", max_length=10, default="0000000000")
    organiser = models.CharField(_("run by"), max_length=100, blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    hours = models.CharField(_("hours"), max_length=60, blank=True)
    panels: ClassVar[list[Any]] = [
        FieldPanel(name)
        for name in ("site_name", "site_domain", "site_id_code", "organiser", "phone", "hours")
    ]

    class Meta:
        verbose_name = _("site identity")
