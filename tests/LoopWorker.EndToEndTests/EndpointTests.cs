using LoopWorker.EndToEndTests.Environment;

namespace LoopWorker.EndToEndTests;

public sealed class EndpointTests
{
    [Fact]
    public async Task Both_endpoints_answer_over_http()
    {
        using var client = new HttpClient();
        foreach (var endpoint in new[] { SharedEndpoints.Current.Sqs, SharedEndpoints.Current.DynamoDb })
        {
            using var answer = await client.GetAsync(endpoint);
            Assert.True((int)answer.StatusCode > 0);
        }
    }
}
