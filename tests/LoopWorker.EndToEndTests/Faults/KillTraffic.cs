using System.Globalization;
using LoopWorker.Demo;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;

namespace LoopWorker.EndToEndTests.Faults;

/// <summary>
/// The messages of a <see cref="KillRun"/>. Those of every other user go to the FIFO source, each user's as a group, and
/// some that cannot be read among them.
/// </summary>
internal sealed class KillTraffic
{
    public const int Events = 1_500;
    private const int Users = 100;

    // Sends are spread so that groups are small and calls many, and so that there is work at every kill.
    private static readonly TimeSpan BetweenBatches = TimeSpan.FromMilliseconds(100);

    private readonly MadeTraffic _made;
    private readonly Dictionary<MadeUser, string> _groups = [];
    private int _sent;

    public KillTraffic(int seed)
    {
        _made = new MadeTraffic(Events, Users, bad: 0.01, seed: seed);
        for (var i = 0; i < Users; i += 2)
            _groups.Add(_made.Users[i], $"user-{i}");
        DeadLetters = _made
            .Messages.Where(message => message.Kind == MadeKind.Bad)
            .CountBy(message => message.Body)
            .ToDictionary();
        OrderedCaptures = _made
            .Messages.Where(message => message.Kind == MadeKind.Capture && _groups.ContainsKey(message.User!))
            .GroupBy(message => message.User!.Pubkey, message => message.EventId)
            .ToDictionary(user => user.Key, user => user.Distinct().ToList());
    }

    public IEnumerable<string> SetupLines => _made.SetupLines();

    public ExpectedState Expected => _made.Expected;

    /// <summary>The bodies that must become dead letters, and how many of each.</summary>
    public IReadOnlyDictionary<string, int> DeadLetters { get; }

    /// <summary>The purchases of each user of the FIFO source, in the order in which they must take effect.</summary>
    public IReadOnlyDictionary<string, List<string>> OrderedCaptures { get; }

    /// <summary>The messages in so many shares, to be sent one after another.</summary>
    public IEnumerable<MadeMessage[]> Shares(int count) => _made.Messages.Chunk(Events / count);

    /// <summary>How long it takes to send so many messages.</summary>
    public static TimeSpan TimeToSend(int messages) => BetweenBatches * messages / QueueLimits.BatchEntries;

    public async Task SendAsync(IQueue any, IQueue ordered, IEnumerable<MadeMessage> messages)
    {
        foreach (var batch in messages.Chunk(QueueLimits.BatchEntries))
        {
            foreach (var ofQueue in batch.Select(Outgoing).GroupBy(message => message.GroupId is not null))
            {
                var queue = ofQueue.Key ? ordered : any;
                var outcomes = await queue.SendAsync([.. ofQueue], CancellationToken.None);
                Assert.All(outcomes, outcome => Assert.Null(outcome.Error));
            }
            await Task.Delay(BetweenBatches);
        }
    }

    private OutgoingMessage Outgoing(MadeMessage message)
    {
        var number = _sent++;
        var group =
            message.Kind == MadeKind.Bad && number % 2 == 0 ? _groups.Values.ElementAt(number % _groups.Count) : null;
        if (message.User is { } user)
            group = _groups.GetValueOrDefault(user);
        return new OutgoingMessage(message.Body)
        {
            GroupId = group,
            // Repeats are to come through.
            DeduplicationId = group is null ? null : number.ToString(CultureInfo.InvariantCulture),
        };
    }
}
