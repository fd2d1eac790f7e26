"""AWS, played by moto. Account and region are those that moto has."""

from rehearse import case, parsed



def aws(template, region="eu-central-1", **parts):
    settings = {"account": "123456789012"} | ({"region": region} if region else {}) | parts.pop("settings", {})
    case(template, servers=["aws"], settings=settings, **parts)


FUNCTION = """
python3 -c 'import zipfile; zipfile.ZipFile("f.zip", "w").writestr("f.py", "def h(e, c): return 1")'
printf '%s' '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}' > trust.json
aws iam create-role --role-name f --assume-role-policy-document file://trust.json > /dev/null
aws lambda create-function --function-name orders-api --runtime python3.12 --handler f.h --zip-file fileb://f.zip \\
  --role arn:aws:iam::123456789012:role/f > /dev/null
aws lambda publish-version --function-name orders-api > /dev/null
python3 -c 'import zipfile; zipfile.ZipFile("g.zip", "w").writestr("f.py", "def h(e, c): return 2")'
aws lambda update-function-code --function-name orders-api --zip-file fileb://g.zip > /dev/null
aws lambda publish-version --function-name orders-api > /dev/null
aws lambda create-alias --function-name orders-api --name live --function-version 1 > /dev/null
"""
alias = "aws lambda get-alias --function-name orders-api --name live --query FunctionVersion --output text"
aws("aws/lambda-alias", settings={"version": "2", "previous": "1"}, before=FUNCTION,
    after=f'test "$({alias})" = 2', undone=f'test "$({alias})" = 1')

SERVICE = """
aws ecs create-cluster --cluster-name shop > /dev/null
for tag in 1 2; do
  aws ecs register-task-definition --family orders --container-definitions \\
    "[{\\"name\\":\\"app\\",\\"image\\":\\"shop/orders:$tag\\",\\"memory\\":64}]" > /dev/null
done
aws ecs create-service --cluster shop --service-name orders --task-definition "orders:$FIRST" --desired-count 0 > /dev/null
"""
service = ("aws ecs describe-services --cluster shop --services orders --query 'services[0].taskDefinition' "
           "--output text")
aws("aws/ecs-deploy", settings={"revision": "2", "previous": "1"}, before="FIRST=1" + SERVICE,
    after=f'case "$({service})" in *:2) ;; *) false ;; esac',
    undone=f'case "$({service})" in *:1) ;; *) false ;; esac')
aws("aws/ecs-rollback", settings={"broken": "2", "good": "1"}, before="FIRST=2" + SERVICE,
    after=f'case "$({service})" in *:1) ;; *) false ;; esac',
    undone=f'case "$({service})" in *:2) ;; *) false ;; esac')

aws("aws/iam-temporary-reader",
    settings={"role": "reader", "principal": "arn:aws:iam::444455556666:role/support", "until": "2029-12-31T18:00:00Z"},
    after="aws iam get-role --role-name reader --query Role.AssumeRolePolicyDocument | grep -q Allow\n"
          "aws iam get-role-policy --role-name reader --policy-name read-only-until | grep -q FilterLogEvents",
    undone="aws iam get-role --role-name reader --query Role.AssumeRolePolicyDocument | grep -q Deny")
aws("aws/iam-github-oidc", region=None, settings={
        "role": "deploy", "repository": "acme/orders", "policy": "arn:aws:iam::123456789012:policy/orders-deploy"},
    before="""
aws iam create-open-id-connect-provider --url https://token.actions.githubusercontent.com --client-id-list sts.amazonaws.com > /dev/null
aws iam create-policy --policy-name orders-deploy --policy-document \\
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ecs:UpdateService","Resource":"arn:aws:ecs:eu-central-1:123456789012:service/shop/orders"}]}' > /dev/null
""",
    after="aws iam get-role --role-name deploy --query Role.AssumeRolePolicyDocument | grep -q repo:acme/orders:environment:production\n"
          "aws iam list-attached-role-policies --role-name deploy | grep -q orders-deploy",
    undone="aws iam get-role --role-name deploy --query Role.AssumeRolePolicyDocument | grep -q Deny")
status = "aws iam list-access-keys --user-name bot --query 'AccessKeyMetadata[0].Status' --output text"
aws("aws/leaked-access-key", settings={"user": "bot", "key": "@end.txt", "region": "us-east-1"},
    before="aws iam create-user --user-name bot > /dev/null\n"
           "aws iam create-access-key --user-name bot --query AccessKey.AccessKeyId --output text | tail -c 5 | tr -d '\\n' > ../end.txt",
    after=f'test "$({status})" = Inactive', undone=f'test "$({status})" = Active')
aws("aws/s3-block-public-access", settings={"bucket": "uploads"},
    before="aws s3api create-bucket --bucket uploads --acl public-read --create-bucket-configuration LocationConstraint=eu-central-1 > /dev/null",
    after="aws s3api get-public-access-block --bucket uploads | grep -q 'IgnorePublicAcls.: true'", undone="true")
aws("aws/cloudfront-invalidation", region=None, settings={"distribution": "@id.txt", "path": "/assets/*"},
    before="""
cat > d.json <<'END'
{"CallerReference": "1", "Comment": "", "Enabled": true, "DefaultCacheBehavior": {"TargetOriginId": "o", "ViewerProtocolPolicy": "https-only"},
 "Origins": {"Quantity": 1, "Items": [{"Id": "o", "DomainName": "shop.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}]}}
END
aws cloudfront create-distribution --distribution-config file://d.json --query Distribution.Id --output text | tr -d '\\n' > ../id.txt
aws cloudfront get-distribution --id "$(cat ../id.txt)" > /dev/null
""",
    after='test "$(aws cloudfront list-invalidations --distribution-id "$(cat ../id.txt)" --query "length(InvalidationList.Items)")" = 1',
    undone="true")

INSTANCE = """
aws rds create-db-parameter-group --db-parameter-group-name orders-pg --db-parameter-group-family postgres15 --description d > /dev/null
aws rds modify-db-parameter-group --db-parameter-group-name orders-pg \\
  --parameters ParameterName=statement_timeout,ParameterValue=60000,ApplyMethod=immediate > /dev/null
aws rds create-db-instance --db-instance-identifier orders-db --db-instance-class db.t3.micro --engine postgres \\
  --allocated-storage 20 --master-username owner --manage-master-user-password --db-parameter-group-name orders-pg > /dev/null
"""
aws("aws/rds-snapshot", settings={"snapshot": "before-t-1"}, before=INSTANCE,
    after="aws rds describe-db-snapshots --db-snapshot-identifier before-t-1 | grep -q available", undone="true")
timeout = ("aws rds describe-db-parameters --db-parameter-group-name orders-pg --output text "
           "--query \"Parameters[?ParameterName=='statement_timeout'].ParameterValue\"")
aws("aws/rds-parameter", settings={"group": "orders-pg"},
    before=INSTANCE + "aws rds create-db-snapshot --db-instance-identifier orders-db --db-snapshot-identifier s > /dev/null",
    after=f'test "$({timeout})" = 30000', undone=f'test "$({timeout})" = 60000')
record = ("aws route53 list-resource-record-sets --hosted-zone-id \"$(cat ../zone.txt)\" --output text "
          "--query \"ResourceRecordSets[?Type=='CNAME'].ResourceRecords[].Value\"")
aws("aws/route53-record", region=None, settings={
        "zone": "@zone.txt", "name": "shop.acme.example", "old": "old.acme.example", "new": "new.acme.example"},
    before="""
aws route53 create-hosted-zone --name acme.example --caller-reference 1 --query HostedZone.Id --output text \\
  | sed 's:.*/::' | tr -d '\\n' > ../zone.txt
aws route53 change-resource-record-sets --hosted-zone-id "$(cat ../zone.txt)" --change-batch \\
  '{"Changes":[{"Action":"CREATE","ResourceRecordSet":{"Name":"shop.acme.example.","Type":"CNAME","TTL":60,"ResourceRecords":[{"Value":"old.acme.example"}]}}]}' > /dev/null
""",
    after=f'test "$({record})" = new.acme.example', undone=f'test "$({record})" = old.acme.example')
policy = ("aws sqs get-queue-attributes --region eu-central-2 --attribute-names All --query Attributes.RedrivePolicy --output text "
          "--queue-url \"$(aws sqs get-queue-url --region eu-central-2 --queue-name orders --query QueueUrl --output text)\"")
aws("aws/sqs-dead-letter-queue", region="eu-central-2",  # The CLI knows other endpoints for older regions.
    before="aws sqs create-queue --region eu-central-2 --queue-name orders > /dev/null\n"
           "aws sqs create-queue --region eu-central-2 --queue-name orders-dead-letters --attributes MessageRetentionPeriod=1209600 > /dev/null",
    after=f"{policy} | grep -q orders-dead-letters", undone=f'test "$({policy})" = None')
state = "aws events describe-rule --name nightly-settlement --query State --output text"
aws("aws/eventbridge-rule",
    before="aws events put-rule --name nightly-settlement --schedule-expression 'cron(0 2 * * ? *)' > /dev/null",
    after=f'test "$({state})" = DISABLED', undone=f'test "$({state})" = ENABLED', closed=f'test "$({state})" = ENABLED')
nodes = "aws eks describe-nodegroup --cluster-name shop --nodegroup-name workers --query nodegroup.scalingConfig.desiredSize"
aws("aws/eks-nodegroup-size",
    before="""
aws eks create-cluster --name shop --role-arn arn:aws:iam::123456789012:role/eks --resources-vpc-config subnetIds=s-1 > /dev/null
aws eks create-nodegroup --cluster-name shop --nodegroup-name workers --scaling-config minSize=2,maxSize=8,desiredSize=3 \\
  --subnets s-1 --node-role arn:aws:iam::123456789012:role/node > /dev/null
""",
    after=f'test "$({nodes})" = 5', undone=f'test "$({nodes})" = 3')

# What moto doesn't play: CloudTrail's events, moving messages, a rotation function.
parsed("aws/logs-collection")
parsed("aws/sqs-redrive")
parsed("aws/secretsmanager-rotation")

source = "aws ec2 describe-security-group-rules --security-group-rule-ids \"$(cat ../rule.txt)\" --output text " \
         "--query 'SecurityGroupRules[0].CidrIpv4'"
aws("aws/security-group-rule", settings={"group": "@group.txt", "rule": "@rule.txt"},
    before="""
group=$(aws ec2 create-security-group --group-name partners --description d --query GroupId --output text)
aws ec2 authorize-security-group-ingress --group-id "$group" --protocol tcp --port 443 --cidr 192.0.2.10/32 --output text \\
  --query 'SecurityGroupRules[0].SecurityGroupRuleId' | tr -d '\\n' > ../rule.txt
printf %s "$group" > ../group.txt
""",
    after=f'test "$({source})" = 192.0.2.20/32', undone=f'test "$({source})" = 192.0.2.10/32')
aws("aws/s3-object-restore", settings={"bucket": "config", "key": "shop/prices.json", "good": "@good.txt", "bad": "@bad.txt"},
    before="""
aws s3api create-bucket --bucket config --create-bucket-configuration LocationConstraint=eu-central-1 > /dev/null
aws s3api put-bucket-versioning --bucket config --versioning-configuration Status=Enabled
for which in good bad; do
  echo "$which" > body
  aws s3api put-object --bucket config --key shop/prices.json --body body --query VersionId --output text | tr -d '\\n' > "../$which.txt"
done
""",
    after='aws s3 cp s3://config/shop/prices.json - | grep -qx good', undone='aws s3 cp s3://config/shop/prices.json - | grep -qx bad')
limits = "aws autoscaling describe-auto-scaling-groups --query 'AutoScalingGroups[0].MaxSize' --output text"
aws("aws/autoscaling-limits",
    before="""
aws autoscaling create-launch-configuration --launch-configuration-name web --image-id ami-12345678 --instance-type t3.micro
aws autoscaling create-auto-scaling-group --auto-scaling-group-name shop-web --launch-configuration-name web \\
  --min-size 2 --max-size 6 --availability-zones eu-central-1a
""",
    after=f'test "$({limits})" = 12', undone=f'test "$({limits})" = 6')
