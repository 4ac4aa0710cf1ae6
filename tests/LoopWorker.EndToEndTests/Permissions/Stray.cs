using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Loop.Pipeline.Routing;
using LoopWorker.Queues.Messages;

namespace LoopWorker.EndToEndTests.Permissions;

/// <summary>
/// A message in the routing queue that nobody can read, from a source that is no longer in the settings: only such go to the routing queue's
/// own dead letters.
/// </summary>
internal static class Stray
{
    public const string Body = "no json";

    /// <summary>Sends one, where there is a routing queue.</summary>
    /// <returns>Whether there is.</returns>
    public static async Task<bool> TrySendAsync(Deployment deployment)
    {
        if (!deployment.Environment.TryGetValue(Deployment.Variable("Routing:Queue"), out var routing))
            return false;
        var note = new RouteNote
        {
            User = "u-stray",
            SourceQueue = "no-longer-a-source",
            MessageId = "m1",
            SentAt = DateTimeOffset.UtcNow,
        };
        var message = new OutgoingMessage(Body)
        {
            GroupId = "u-stray",
            DeduplicationId = "m1",
            Attributes = new Dictionary<string, MessageAttribute>
            {
                [RoutedMessage.NoteAttribute] = MessageAttribute.String(note.ToJson()),
            },
        };
        using var queues = AwsClients.Queues(SharedEndpoints.Current);
        var queue = await queues.OpenAsync(routing, CancellationToken.None);
        Assert.Null(Assert.Single(await queue.SendAsync([message], CancellationToken.None)).Error);
        return true;
    }
}
