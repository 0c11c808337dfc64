"""Creates the stacks of the given templates in moto, which knows CloudFormation's rules for most of their resources."""

import io
import json
import sys
import zipfile

import boto3
from moto import mock_aws

REGION = "eu-west-1"
BOOTSTRAP = "/cdk-bootstrap/hnb659fds/version"


def client(service):
    return boto3.client(service, region_name=REGION, aws_access_key_id="test", aws_secret_access_key="test")


def put_assets(template):
    """Puts an empty archive where each function expects its code, as `cdk deploy` would have put the real one."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("index.mjs", "")
    for resource in template["Resources"].values():
        code = resource.get("Properties", {}).get("Code", {}) if resource["Type"] == "AWS::Lambda::Function" else {}
        if "S3Key" not in code:
            continue
        account = client("sts").get_caller_identity()["Account"]
        bucket = f"cdk-hnb659fds-assets-{account}-{REGION}"
        client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
        client("s3").put_object(Bucket=bucket, Key=code["S3Key"], Body=archive.getvalue())


def create(path):
    with open(path, encoding="utf-8") as file:
        body = file.read()
    template = json.loads(body)
    with mock_aws():
        client("ssm").put_parameter(Name=BOOTSTRAP, Value="21", Type="String")
        put_assets(template)
        formation = client("cloudformation")
        formation.create_stack(StackName="Test", TemplateBody=body, Capabilities=["CAPABILITY_NAMED_IAM"])
        status = formation.describe_stacks(StackName="Test")["Stacks"][0]["StackStatus"]
    print(f"{path}: {status}, {len(template['Resources'])} resources")
    return status == "CREATE_COMPLETE"


if __name__ == "__main__":
    sys.exit(0 if all([create(path) for path in sys.argv[1:]]) else 1)
