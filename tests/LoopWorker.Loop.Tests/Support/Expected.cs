using System.Text.Json;
using LoopWorker.Loop.Storage;
using LoopWorker.Messages;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Messages.Types.Vaults;
using LoopWorker.Queues.InMemory;

namespace LoopWorker.Loop.Tests.Support;

/// <summary>What an event is to bring about, in a deployment where each user has one card and default preferences.</summary>
internal static class Expected
{
    private const string Prefix = "fp-";

    /// <summary>The card of a user.</summary>
    public static string CardOf(string user) => Prefix + user;

    /// <summary>Whom an event concerns.</summary>
    public static string UserOf(LoopEvent loopEvent) =>
        loopEvent is PosTransaction sale ? sale.CardFingerprint[Prefix.Length..] : ((UserEvent)loopEvent).UserPubkey;

    /// <summary>The id of the notification that an event gives rise to; null if it is told to no one.</summary>
    public static string? NotificationIdOf(LoopEvent loopEvent) =>
        loopEvent switch
        {
            PosTransaction { AmountCents: >= 100 } => "capture:" + loopEvent.Id,
            VaultYield { Amount: >= 1_000_000_000 } => "yield:" + loopEvent.Id,
            VaultUnlock { Amount: >= 1_000_000_000 } => "unlock:" + loopEvent.Id,
            _ => null,
        };

    /// <summary>Ids of the notifications in a queue, in order.</summary>
    public static List<string> NotificationIdsIn(InMemoryQueue queue) =>
        [
            .. queue
                .Snapshot()
                .Select(message =>
                    JsonDocument.Parse(message.Body).RootElement.GetProperty("data").GetProperty("id").GetString()!
                ),
        ];
}
