using System.Text.Json.Nodes;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Queues;

namespace LoopWorker.EndToEndTests.Queues;

/// <summary>Queues on AWS, which shows one about a second after it was made.</summary>
public sealed class SqsCreationTests
{
    [Fact]
    public async Task A_queue_that_is_shown_a_moment_later_is_waited_for_so_that_another_can_name_it()
    {
        var looks = new Dictionary<string, int>();
        await using var endpoint = new ScriptedEndpoint(Answer);
        await using var service = SqsEngine.ServiceAt(endpoint.Uri);
        await service.CreateAsync(new QueueDefinition("events-dlq"), CancellationToken.None);
        var redrive = new RedrivePolicy("events-dlq", 5);
        await service.CreateAsync(new QueueDefinition("events") { Redrive = redrive }, CancellationToken.None);
        Assert.Equal(2, endpoint.RequestsOf("CreateQueue").Count);

        // Each is shown at the third look after it was made.
        ScriptedAnswer Answer(ScriptedRequest request)
        {
            var body = JsonNode.Parse(request.Body)!;
            var name = ((string?)body["QueueName"] ?? (string)body["QueueUrl"]!).Split('/')[^1];
            if (request.Operation == "CreateQueue")
                looks.Add(name, 0);
            else if (!looks.ContainsKey(name) || ++looks[name] < 3)
                return SqsScript.Error("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue");
            return request.Operation == "GetQueueAttributes"
                ? new($$$"""{"Attributes":{"QueueArn":"arn:aws:sqs:us-east-1:000000000000:{{{name}}}"}}""")
                : new($$"""{"QueueUrl":"http://queues.example/000000000000/{{name}}"}""");
        }
    }
}
