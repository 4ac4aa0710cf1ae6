using System.Net;
using Amazon.Runtime;
using LoopWorker.Aws.Calls;

namespace LoopWorker.Tests.Preflight;

/// <summary>Throttling has many names, and none of them is a missing permission.</summary>
public sealed class ThrottledAnswerTests
{
    [Theory]
    [InlineData("ThrottlingException", CommonError.Throttled)]
    [InlineData("Throttling", CommonError.Throttled)]
    [InlineData("RequestThrottled", CommonError.Throttled)]
    [InlineData("RequestLimitExceeded", CommonError.Throttled)]
    [InlineData("LimitExceededException", CommonError.Throttled)]
    [InlineData("SlowDown", CommonError.Throttled)]
    [InlineData("ServiceUnavailable", CommonError.Unavailable)]
    [InlineData("AccessDeniedException", CommonError.AccessDenied)]
    public void A_name_of_an_error_says_what_to_do(string name, CommonError expected) =>
        Assert.Equal(expected, CommonErrors.Of(name));

    [Theory]
    [InlineData("Throttling", HttpStatusCode.BadRequest, FailureCause.Unreachable)]
    [InlineData("ThrottlingException", HttpStatusCode.BadRequest, FailureCause.Unreachable)]
    [InlineData("", HttpStatusCode.TooManyRequests, FailureCause.Unreachable)]
    [InlineData("", HttpStatusCode.ServiceUnavailable, FailureCause.Unreachable)]
    [InlineData("AccessDenied", HttpStatusCode.Forbidden, FailureCause.CredentialsRefused)]
    public void Credentials_that_too_many_ask_for_at_once_are_waited_for(
        string code,
        HttpStatusCode status,
        FailureCause expected
    )
    {
        var refusal = new AmazonServiceException("Rate exceeded", null, ErrorType.Sender, code, "id", status);
        var failure = new AmazonClientException(
            "Error calling AssumeRole for role arn:aws:iam::0:role/worker",
            refusal
        );
        Assert.Equal(expected, CallFailure.Of(failure)?.Cause);
    }
}
