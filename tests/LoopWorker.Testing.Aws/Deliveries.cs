using System.Globalization;
using System.Text.Json;

namespace LoopWorker.Testing.Aws;

/// <summary>A message that SQS has handed out.</summary>
/// <param name="Body">Its body.</param>
/// <param name="ReceiveCount">The how-manieth time it was.</param>
public sealed record HandedOut(string Body, int ReceiveCount);

/// <summary>What SQS has handed out, read from its own answers.</summary>
public static class Deliveries
{
    public static IReadOnlyList<HandedOut> In(IEnumerable<(ScriptedRequest Request, ScriptedAnswer Answer)> answered) =>
        [
            .. answered
                .Where(call => call.Request.Operation == "ReceiveMessage" && call.Answer.Status == 200)
                .SelectMany(call => Read(call.Answer.Body)),
        ];

    private static List<HandedOut> Read(string answer)
    {
        using var document = JsonDocument.Parse(answer);
        if (!document.RootElement.TryGetProperty("Messages", out var messages))
            return [];
        return
        [
            .. messages
                .EnumerateArray()
                .Select(message => new HandedOut(
                    message.GetProperty("Body").GetString()!,
                    int.Parse(
                        message.GetProperty("Attributes").GetProperty("ApproximateReceiveCount").GetString()!,
                        CultureInfo.InvariantCulture
                    )
                )),
        ];
    }
}
