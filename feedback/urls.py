"""Addresses of receipts, look-ups and the captcha. The form stands among a matter's sections."""

from django.urls import path, re_path

from feedback import captcha_views, receipt_views

app_name = "feedback"
urlpatterns = [
    path("status/", receipt_views.status, name="status"),
    re_path(r"^receipt/(?P<number>[0-9A-Z-]{6,32})/$", receipt_views.receipt, name="receipt"),
    re_path(
        r"^receipt/(?P<number>[0-9A-Z-]{6,32})/text/$",
        receipt_views.receipt_text,
        name="receipt_text",
    ),
    path("captcha/renew/", captcha_views.renew, name="renew"),
    path("captcha/picture/<slug:key>.png", captcha_views.picture, name="picture"),
    path("captcha/speech/<slug:key>.wav", captcha_views.spoken, name="speech"),
]
