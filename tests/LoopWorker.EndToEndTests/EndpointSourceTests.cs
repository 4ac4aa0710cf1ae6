using LoopWorker.EndToEndTests.Environment;

namespace LoopWorker.EndToEndTests;

public sealed class EndpointSourceTests
{
    [Theory]
    [InlineData(true, true, EndpointSource.Environment)]
    [InlineData(true, false, EndpointSource.Environment)]
    [InlineData(false, true, EndpointSource.LocalStack)]
    [InlineData(false, false, EndpointSource.Emulators)]
    public async Task The_environment_comes_first_then_Docker_then_the_emulators(
        bool named,
        bool docker,
        EndpointSource expected
    )
    {
        var asked = new List<EndpointSource>();
        Endpoints Ask(EndpointSource source)
        {
            asked.Add(source);
            return new Endpoints(new("http://sqs"), new("http://dynamodb"), source);
        }
        var sources = new EndpointSources(
            () => Ask(EndpointSource.Environment) is var endpoints && named ? endpoints : null,
            () => Task.FromResult(Ask(EndpointSource.LocalStack) is var endpoints && docker ? endpoints : null),
            () => Task.FromResult(Ask(EndpointSource.Emulators))
        );

        Assert.Equal(expected, (await sources.StartAsync()).Source);

        // Nothing is started that is not used.
        Assert.Equal(Enum.GetValues<EndpointSource>().TakeWhile(source => source <= expected), asked);
    }

    [Fact]
    public void The_environment_names_both_by_one_variable_or_each_by_its_own()
    {
        Assert.Equal(("http://both/", "http://both/"), Named(("AWS_ENDPOINT_URL", "http://both")));
        Assert.Equal(
            ("http://sqs/", "http://both/"),
            Named(("AWS_ENDPOINT_URL", "http://both"), ("AWS_ENDPOINT_URL_SQS", "http://sqs"))
        );
        Assert.Equal(
            ("http://sqs/", "http://dynamodb/"),
            Named(("AWS_ENDPOINT_URL_SQS", "http://sqs"), ("AWS_ENDPOINT_URL_DYNAMODB", "http://dynamodb"))
        );
    }

    [Fact]
    public void An_environment_that_names_one_of_the_two_names_none()
    {
        Assert.Null(Named());
        Assert.Null(Named(("AWS_ENDPOINT_URL_SQS", "http://sqs")));
        Assert.Null(Named(("AWS_ENDPOINT_URL_DYNAMODB", "http://dynamodb")));
    }

    private static (string Sqs, string DynamoDb)? Named(params (string Name, string Value)[] variables) =>
        Endpoints.From(name => variables.FirstOrDefault(variable => variable.Name == name).Value) is { } endpoints
            ? (endpoints.Sqs.ToString(), endpoints.DynamoDb.ToString())
            : null;
}
