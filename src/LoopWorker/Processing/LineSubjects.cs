using LoopWorker.Messages;
using LoopWorker.Messages.Reading;
using LoopWorker.Messages.Sending;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Processing;

/// <summary>Says whom lines concern: users and cards, as far as the lines themselves tell.</summary>
public sealed class LineSubjects(EventReader reader, string? defaultType, TimeProvider time)
{
    private static readonly Dictionary<string, MessageAttribute> NoAttributes = [];

    private readonly Dictionary<string, string> _userByCard = [];

    /// <summary>A line has linked the card to the user.</summary>
    public void Learn(string fingerprint, string user) => _userByCard[fingerprint] = user;

    /// <summary>The event of a line, or why there is none.</summary>
    public ReadResult Read(InputLine line) => reader.Read(line.Text, NoAttributes, defaultType, time.GetUtcNow());

    /// <summary>Whom an event concerns, the user last where known; none for what is no event.</summary>
    public IReadOnlyList<string> Of(LoopEvent? loopEvent) =>
        loopEvent switch
        {
            UserEvent ofUser => [EventSubject.Of(ofUser)],
            CardEvent ofCard when _userByCard.TryGetValue(ofCard.CardFingerprint, out var user) =>
            [
                EventSubject.Of(ofCard),
                EventSubject.User(user),
            ],
            CardEvent ofCard => [EventSubject.Of(ofCard)],
            _ => [],
        };

    /// <summary>The group that keeps a message in order on a FIFO queue: one for each user, and one for each line of no one's.</summary>
    public static string GroupOf(InputLine line, IReadOnlyList<string> subjects) =>
        EventSubject.GroupOf(subjects.Count == 0 ? $"{line.Number}:{line.Text}" : subjects[^1]);
}
