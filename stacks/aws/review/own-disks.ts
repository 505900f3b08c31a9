/**
 * Families whose instances have disks of their own: a `d` behind the generation, and families with accelerators.
 * docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html and
 * docs.aws.amazon.com/AWSEC2/latest/UserGuide/InstanceStorage.html (2026-11)
 */
const familiesWithDisks = /^ml\.([a-z]+\d+[a-z]*d[a-z]*|g4dn|g5|g6e?|g7e|gr6|p[456][a-z0-9-]*|dl1|trn[12][a-z]*)\./;

/** Whether the instances of a type have disks of their own, so that SageMaker gives them no volume. */
export const hasOwnDisks = (instanceType: string): boolean => familiesWithDisks.test(instanceType);
