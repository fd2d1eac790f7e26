import os
DEBUG = False
SECRET_KEY = "⟪tok⟫"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "orders",
        "USER": "orders",
        "PASSWORD": "⟪wild|json⟫",
        "HOST": "db-1.internal",
    }
}
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "⟪pw⟫")
AWS_ACCESS_KEY_ID = '⟪awsid⟫'
AWS_SECRET_ACCESS_KEY = '⟪awssecret⟫'
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
SESSION_COOKIE_AGE = 1209600
client = boto3.client("s3", aws_secret_access_key="⟪awssecret⟫")
r = requests.post(url, auth=("jane", "⟪pw⟫"), headers={"X-Token": token})
token = get_token(user)
