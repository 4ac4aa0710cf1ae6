using System.Text.Json.Nodes;
using LoopWorker.EndToEndTests.Environment;

namespace LoopWorker.EndToEndTests.Queues;

/// <summary>An SQS that answers by script, in the API's JSON protocol.</summary>
internal static class SqsScript
{
    /// <summary>Another host than the endpoint's: URLs are named in requests, never connected to.</summary>
    public const string QueueUrl = "http://queues.example/000000000000/q";

    public const string QueueArn = "arn:aws:sqs:us-east-1:000000000000:q";

    /// <summary>Every queue is found; all else answers as given.</summary>
    public static ScriptedEndpoint Start(Func<ScriptedRequest, ScriptedAnswer> answer) =>
        Start(request => Task.FromResult(answer(request)));

    /// <inheritdoc cref="Start(Func{ScriptedRequest, ScriptedAnswer})"/>
    public static ScriptedEndpoint Start(Func<ScriptedRequest, Task<ScriptedAnswer>> answer) =>
        new(request =>
            request.Operation == "GetQueueUrl"
                ? Task.FromResult(new ScriptedAnswer($$"""{"QueueUrl":"{{QueueUrl}}"}"""))
                : answer(request)
        );

    public static ScriptedAnswer Error(string code, string? legacyCode = null) =>
        new(
            $$"""{"__type":"com.amazonaws.sqs#{{code}}","message":"why"}""",
            400,
            legacyCode is null ? [] : [("x-amzn-query-error", $"{legacyCode};Sender")]
        );

    /// <summary>Requests are approved by what they mean: the order of members and how characters are escaped is the SDK's.</summary>
    public static void AssertMeans(string expected, ScriptedRequest request) =>
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(request.Body)),
            $"Expected: {expected}\nActual:   {request.Body}"
        );

    /// <summary>The requests of one operation.</summary>
    public static IReadOnlyList<ScriptedRequest> RequestsOf(this ScriptedEndpoint endpoint, string operation) =>
        [.. endpoint.Requests.Where(request => request.Operation == operation)];
}
