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
}
