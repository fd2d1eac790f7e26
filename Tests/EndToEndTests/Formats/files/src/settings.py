import os

SECRET_KEY = "⟪wild|json⟫"
DEBUG = False
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "db-1.internal",
        "PASSWORD": "⟪wild|json⟫",
        "PORT": 5432,
    }
}
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "⟪pw⟫")
pin_password = ⟪num⟫
token: str = '⟪tok⟫'
client = Client(api_key="⟪tok⟫", region="eu-central-1", timeout=30)
headers = {"Authorization": f"Bearer {token}", "X-Api-Key": "⟪tok⟫"}
PRIVATE_KEY = """⟪pem⟫
"""
password = getpass.getpass("Password: ")
