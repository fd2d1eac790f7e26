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
    undone="aws iam get-role --role-name reader --query Role.AssumeRolePolicyDocument | grep -q Deny",
    again="aws iam delete-role-policy --role-name reader --policy-name read-only-until; aws iam delete-role --role-name reader",
    closed="aws iam get-role --role-name reader --query Role.AssumeRolePolicyDocument | grep -q Deny")
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

# What moto doesn't play: moving messages, a rotation function.
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

ARN = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:"
BALANCER = """
put() { printf %s "$2" > "../$1.txt"; }
subnets=$(aws ec2 describe-subnets --query 'Subnets[:2].SubnetId' --output text)
vpc=$(aws ec2 describe-vpcs --query 'Vpcs[0].VpcId' --output text)
instance=$(aws ec2 run-instances --image-id ami-12345678 --query 'Instances[0].InstanceId' --output text)
balancer=$(aws elbv2 create-load-balancer --name shop --subnets $subnets --query 'LoadBalancers[0].LoadBalancerArn' --output text)
for name in blue green; do
  group=$(aws elbv2 create-target-group --name "$name" --protocol HTTP --port 80 --vpc-id "$vpc" \\
    --health-check-path / --query 'TargetGroups[0].TargetGroupArn' --output text)
  put "$name" "$group"
  aws elbv2 register-targets --target-group-arn "$group" --targets "Id=$instance"
done
for name in old new; do
  put "$name" "$(aws acm request-certificate --domain-name shop.example.com --validation-method DNS --query CertificateArn --output text)"
done
put listener "$(aws elbv2 create-listener --load-balancer-arn "$balancer" --protocol HTTPS --port 443 --output text \\
  --certificates "CertificateArn=$(cat ../old.txt)" --default-actions "Type=forward,TargetGroupArn=$(cat ../blue.txt)" \\
  --query 'Listeners[0].ListenerArn')"
"""
goes = ("aws elbv2 describe-listeners --listener-arns \"$(cat ../listener.txt)\" --output text "
        "--query 'Listeners[0].DefaultActions[0].TargetGroupArn'")
aws("aws/alb-traffic-shift", settings={"listener": "@listener.txt", "blue": "@blue.txt", "green": "@green.txt"},
    before=BALANCER, after=f'test "$({goes})" = "$(cat ../green.txt)"', undone=f'test "$({goes})" = "$(cat ../blue.txt)"')
asks = ("aws elbv2 describe-target-groups --target-group-arns \"$(cat ../blue.txt)\" --output text "
        "--query 'TargetGroups[0].HealthCheckPath'")
aws("aws/alb-health-check", settings={"group": "@blue.txt"},
    before=BALANCER, after=f'test "$({asks})" = /healthz', undone=f'test "$({asks})" = /')
shows = ("aws elbv2 describe-listeners --listener-arns \"$(cat ../listener.txt)\" --output text "
         "--query 'Listeners[0].Certificates[0].CertificateArn'")
ISSUED = """
for name in old new; do aws acm wait certificate-validated --certificate-arn "$(cat "../$name.txt")"; done
"""
aws("aws/acm-listener-certificate", settings={
        "listener": "@listener.txt", "old": "@old.txt", "new": "@new.txt", "name": "shop.example.com"},
    before=BALANCER + ISSUED, after=f'test "$({shows})" = "$(cat ../new.txt)"',
    undone=f'test "$({shows})" = "$(cat ../old.txt)"')
aws("aws/acm-request", settings={"name": "shop.example.com"},
    after="aws acm list-certificates --certificate-statuses ISSUED | grep -q shop.example.com", undone="true")
size = "aws ssm get-parameter --name /shop/orders/pool-size --query Parameter.Value --output text"
aws("aws/ssm-parameter",
    before="aws ssm put-parameter --name /shop/orders/pool-size --type String --value 10 > /dev/null",
    after=f'test "$({size})" = 20', undone=f'test "$({size})" = 10')
login = "aws ssm get-parameter --name /shop/orders/database-login --with-decryption --query Parameter.Value --output text"
aws("aws/ssm-secure-parameter", answers={"new_value": "made-up-new-value-1"},
    before="aws ssm put-parameter --name /shop/orders/database-login --type SecureString --key-id alias/aws/ssm "
           "--value made-up-old-value-1 > /dev/null",
    after=f'test "$({login})" = made-up-new-value-1\n! grep -rq made-up-new ../run',
    undone=f'test "$({login})" = made-up-old-value-1\n! grep -rq made-up- ../run')
writer = ("aws rds describe-db-clusters --db-cluster-identifier orders --output text "
          "--query 'DBClusters[0].DBClusterMembers[?IsClusterWriter].DBInstanceIdentifier'")
aws("aws/rds-failover",
    before="""
aws rds create-db-cluster --db-cluster-identifier orders --engine aurora-postgresql --master-username owner \\
  --manage-master-user-password > /dev/null
for name in orders-1 orders-2; do
  aws rds create-db-instance --db-instance-identifier "$name" --db-cluster-identifier orders --engine aurora-postgresql \\
    --db-instance-class db.r6g.large > /dev/null
done
""",
    after=f'test "$({writer})" = orders-2', undone=f'test "$({writer})" = orders-1')
POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:role/%s"},' \
         '"Action":"s3:GetObject","Resource":"arn:aws:s3:::invoices/*"}]}'
reads = "aws s3api get-bucket-policy --bucket invoices --query Policy --output text"
aws("aws/s3-bucket-policy", settings={"bucket": "invoices", "file": "@file.txt", "sha256": "@sum.txt"},
    before=f"""
aws s3api create-bucket --bucket invoices --create-bucket-configuration LocationConstraint=eu-central-1 > /dev/null
aws s3api put-public-access-block --bucket invoices --public-access-block-configuration \\
  BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
aws s3api put-bucket-policy --bucket invoices --policy '{POLICY % "old"}'
printf %s '{POLICY % "new"}' > ../policy.json
printf %s "$(cd .. && pwd)/policy.json" > ../file.txt
sha256sum < ../policy.json | cut -c 1-64 | tr -d '\\n' > ../sum.txt
""",
    after=f"{reads} | grep -q role/new", undone=f"{reads} | grep -q role/old")
shown = ('aws apigateway get-stage --rest-api-id "$(cat ../api.txt)" --stage-name live --query deploymentId --output text')
aws("aws/apigateway-stage", settings={"api": "@api.txt", "old": "@old.txt", "new": "@new.txt"},
    before="""
put() { printf %s "$2" > "../$1.txt"; }
put api "$(aws apigateway create-rest-api --name shop --query id --output text)"
root=$(aws apigateway get-resources --rest-api-id "$(cat ../api.txt)" --query 'items[0].id' --output text)
aws apigateway put-method --rest-api-id "$(cat ../api.txt)" --resource-id "$root" --http-method GET --authorization-type NONE > /dev/null
aws apigateway put-integration --rest-api-id "$(cat ../api.txt)" --resource-id "$root" --http-method GET --type MOCK > /dev/null
for name in old new; do
  put "$name" "$(aws apigateway create-deployment --rest-api-id "$(cat ../api.txt)" --query id --output text)"
done
aws apigateway create-stage --rest-api-id "$(cat ../api.txt)" --stage-name live --deployment-id "$(cat ../old.txt)" > /dev/null
""",
    after=f'test "$({shown})" = "$(cat ../new.txt)"', undone=f'test "$({shown})" = "$(cat ../old.txt)"')
held = ('aws wafv2 get-ip-set --scope REGIONAL --name blocked --id "$(cat ../set.txt)" --query IPSet.Addresses --output text')
aws("aws/waf-block-address", settings={"set_id": "@set.txt"},
    before="aws wafv2 create-ip-set --scope REGIONAL --name blocked --ip-address-version IPV4 --addresses 192.0.2.9/32 "
           "--query Summary.Id --output text | tr -d '\\n' > ../set.txt",
    after=f'{held} | grep -q 192.0.2.20/32', undone=f'test "$({held})" = 192.0.2.9/32')
keys = "aws iam list-access-keys --user-name bot --output text --query \"length(AccessKeyMetadata[?Status=='Active'])\""
aws("aws/access-key-rotation", settings={"user": "bot", "key": "@end.txt", "secret": "bot/key", "region": "us-east-1"},
    before="""
export AWS_DEFAULT_REGION=us-east-1
aws iam create-user --user-name bot > /dev/null
aws iam create-access-key --user-name bot --output json > key.json
jq -j '.AccessKey.AccessKeyId[-6:]' key.json > ../end.txt
jq -c '.AccessKey | {aws_access_key_id: .AccessKeyId, aws_secret_access_key: .SecretAccessKey}' key.json > value.json
aws secretsmanager create-secret --name bot/key --secret-string file://value.json > /dev/null
""",
    after=f"""
export AWS_DEFAULT_REGION=us-east-1
test "$({keys})" = 1
! aws secretsmanager get-secret-value --secret-id bot/key --version-stage AWSCURRENT --query SecretString --output text | jq -c . | cmp -s - value.json
""",
    undone="""
export AWS_DEFAULT_REGION=us-east-1
aws secretsmanager get-secret-value --secret-id bot/key --version-stage AWSCURRENT --query SecretString --output text | jq -c . | cmp - value.json
aws iam list-access-keys --user-name bot --output text --query "AccessKeyMetadata[?Status=='Active'].AccessKeyId" | grep -q "$(cat ../end.txt)"
""")
# Without a stage moto gives the newest version.
kept = "aws secretsmanager get-secret-value --secret-id orders/payment-provider --version-stage AWSCURRENT --query SecretString --output text"
aws("aws/secretsmanager-value", answers={"new_value": "made-up-new-value-1"},
    before="aws secretsmanager create-secret --name orders/payment-provider --secret-string made-up-old-value-1 > /dev/null",
    after=f'test "$({kept})" = made-up-new-value-1\n! grep -rq made-up-new ../run',
    undone=f'test "$({kept})" = made-up-old-value-1\n! grep -rq made-up- ../run')
pool = "aws lambda get-function-configuration --function-name orders-api --query Environment.Variables --output json | jq -r .POOL_SIZE,.OTHER | paste -sd,"
aws("aws/lambda-variable",
    before=FUNCTION + "aws lambda update-function-configuration --function-name orders-api "
                      "--environment 'Variables={POOL_SIZE=10,OTHER=stays}' > /dev/null\n",
    after=f'test "$({pool})" = 20,stays', undone=f'test "$({pool})" = 10,stays')

template = "aws cloudformation get-template --stack-name orders --template-stage Original --query TemplateBody --output json"
aws("method/cloudformation-change-set", settings={"stack": "orders", "template": "@file.txt"},
    before="""
write() {
  printf '{"Resources":{"Queue":{"Type":"AWS::SQS::Queue","Properties":{"VisibilityTimeout":%s}}}}' "$1"
}
write 30 > old.json; write 60 > ../new.json
printf %s "$(cd .. && pwd)/new.json" > ../file.txt
aws cloudformation create-stack --stack-name orders --template-body file://old.json > /dev/null
""",
    after=f"{template} | grep -q 60")
aws("aws/logs-collection", unplayed=["changes"], settings={
        "group": "/ecs/orders", "start": "@start.txt", "end": "@end.txt"},
    before="""
aws logs create-log-group --log-group-name /ecs/orders
aws logs create-log-stream --log-group-name /ecs/orders --log-stream-name a
aws logs put-log-events --log-group-name /ecs/orders --log-stream-name a \\
  --log-events "timestamp=$(date +%s)000,message=ERROR the pool is empty" > /dev/null
date -u -d '-1 hour' +%FT%TZ | tr -d '\\n' > ../start.txt; date -u -d '+1 hour' +%FT%TZ | tr -d '\\n' > ../end.txt
""",
    after="grep -rq 'the pool is empty' ../run/outputs")
