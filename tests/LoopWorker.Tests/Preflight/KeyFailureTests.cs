using LoopWorker.Aws.Calls;

namespace LoopWorker.Tests.Preflight;

/// <summary>What is wrong with the key of a queue or a table is said of the key, and not of the queue or the table.</summary>
public sealed class KeyFailureTests
{
    private const string Arn = "arn:aws:kms:eu-central-1:000000000000:key/0123-abcd";

    [Theory]
    [InlineData("KmsAccessDenied", KeyProblem.Denied)]
    [InlineData("KMS.AccessDeniedException", KeyProblem.Denied)]
    [InlineData("KmsDisabled", KeyProblem.Disabled)]
    [InlineData("KMS.DisabledException", KeyProblem.Disabled)]
    [InlineData("KmsInvalidState", KeyProblem.InvalidState)]
    [InlineData("KMS.KMSInvalidStateException", KeyProblem.InvalidState)]
    [InlineData("KmsNotFound", KeyProblem.NotFound)]
    [InlineData("KMS.NotFoundException", KeyProblem.NotFound)]
    [InlineData("KmsInvalidKeyUsage", KeyProblem.WrongUsage)]
    [InlineData("KmsOptInRequired", KeyProblem.NotSubscribed)]
    public void A_name_of_SQS_says_what_is_wrong_with_the_key(string code, KeyProblem expected) =>
        Assert.Equal(new KeyFailure(expected, Arn), KeyFailure.Of(code, $"{Arn} is what it is about."));

    [Theory]
    [InlineData("User: u is not authorized to perform: kms:Decrypt on resource: " + Arn, KeyProblem.Denied, Arn)]
    [InlineData(
        "KMS key access denied error: com.amazonaws.services.kms.model.AWSKMSException: The ciphertext refers to a customer master key that does not exist (Service: AWSKMS; Error Code: AccessDeniedException)",
        KeyProblem.Denied,
        null
    )]
    [InlineData(
        "KMS key access denied error: com.amazonaws.services.kms.model.DisabledException: " + Arn + " is disabled.",
        KeyProblem.Disabled,
        Arn
    )]
    [InlineData(
        "KMS key access denied error: KMSInvalidStateException: " + Arn + " is pending deletion.",
        KeyProblem.InvalidState,
        Arn
    )]
    public void A_denial_that_speaks_of_KMS_is_one_of_the_key(string said, KeyProblem expected, string? key) =>
        Assert.Equal(new KeyFailure(expected, key), KeyFailure.Of("AccessDeniedException", said));

    [Theory]
    [InlineData("AccessDenied", "User: u is not authorized to perform: sqs:SendMessage on resource: q")]
    [InlineData("KmsThrottled", "Rate exceeded")]
    [InlineData("KMS.ThrottlingException", "Rate exceeded")]
    [InlineData("ValidationException", "Value 'kms:Decrypt' at 'item' failed")]
    public void Nothing_else_is(string code, string said) => Assert.Null(KeyFailure.Of(code, said));

    [Fact]
    public void The_key_the_actions_and_the_remedy_are_named() =>
        Assert.Multiple(
            () =>
                Assert.Equal(
                    $"The key {Arn} of the queue 'q' may not be used: allow kms:Decrypt on it to the role or user that this process runs as, in the role's policy or the key's",
                    new KeyFailure(KeyProblem.Denied, Arn).Explain("the queue 'q'", "kms:Decrypt")
                ),
            () =>
                Assert.Contains(
                    "aws kms cancel-key-deletion",
                    new KeyFailure(KeyProblem.InvalidState, null).Explain("the table 't'", "kms:Decrypt"),
                    StringComparison.Ordinal
                )
        );
}
