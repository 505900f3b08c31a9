"""Instance types with disks of their own, and how many GB these hold: a job or an endpoint gets no other volume there.

aws.amazon.com/ec2/instance-types and docs.aws.amazon.com/sagemaker/latest/dg/host-instance-storage.html (2026-10)
"""
LOCAL_GB = {
    "ml.g4dn.xlarge": 125,
    "ml.g4dn.2xlarge": 225,
    "ml.g4dn.4xlarge": 225,
    "ml.g4dn.8xlarge": 900,
    "ml.g4dn.12xlarge": 900,
    "ml.g4dn.16xlarge": 900,
    "ml.g5.xlarge": 250,
    "ml.g5.2xlarge": 450,
    "ml.g5.4xlarge": 600,
    "ml.g5.8xlarge": 900,
    "ml.g5.12xlarge": 3800,
    "ml.g5.16xlarge": 1900,
    "ml.g5.24xlarge": 3800,
    "ml.g5.48xlarge": 7600,
    "ml.p4d.24xlarge": 8000,
    "ml.trn1.2xlarge": 474,
    "ml.trn1.32xlarge": 7600,
}
