using LoopWorker.Commands.Arguments;
using LoopWorker.Hosting;

namespace LoopWorker.Tests.Hosting;

public sealed class StandingClockTests
{
    private static readonly StandingClock Clock = new(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("sqs.eu-central-1.amazonaws.com")]
    [InlineData("dynamodb.cn-north-1.amazonaws.com.cn:443")]
    [InlineData("sqs.eu-central-1.api.aws")]
    [InlineData("vpce-1-2.sqs.us-east-1.vpce.amazonaws.com")]
    public void On_AWS_itself_it_is_refused(string host) =>
        Assert.Equal(
            $"--now is 2020-01-01T00:00:00Z, and {host} is AWS itself: by such a clock valid events would become dead letters. Leave it out; it is for emulators (AWS_ENDPOINT_URL).",
            Assert.Throws<UsageException>(() => Clock.RefuseOnAws(["localhost:4566", host])).Message
        );

    [Theory]
    [InlineData("localhost:4566")]
    [InlineData("sqs.us-east-1.localhost.localstack.cloud:4566")]
    [InlineData("amazonaws.com.example.org")]
    [InlineData("notamazonaws.com")]
    public void Elsewhere_there_is_a_warning(string host)
    {
        Clock.RefuseOnAws([host]);
        Assert.StartsWith(
            "the worker's clock stands at 2020-01-01T00:00:00Z: ",
            Clock.Warning,
            StringComparison.Ordinal
        );
    }
}
