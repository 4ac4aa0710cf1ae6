using LoopWorker.Loop.Pipeline.Lanes;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>The events of some users that are to be committed together.</summary>
/// <param name="Users">Each user's, in the order in which their writes go into the transaction.</param>
/// <param name="Mode">Whether users share a transaction.</param>
/// <param name="Attempt">The number of the next attempt in this form, 1 for the first.</param>
/// <param name="Failures">How many attempts in a row have failed, those before a split included: pauses grow with it.</param>
public sealed record CommitBatch(IReadOnlyList<UserBatch> Users, CommitMode Mode, int Attempt, int Failures)
{
    /// <summary>Whether its users are in contention: it tells nothing of others.</summary>
    public bool IsContended { get; private init; }

    /// <summary>Whether it had as many users as it might.</summary>
    public bool IsFull { get; private init; }

    /// <summary>At most so many events of each user go into a transaction.</summary>
    public int EventsPerUser => Mode == CommitMode.Together ? UserLanes.EventsPerUser : 1;

    public int EventCount => Users.Sum(user => user.Events.Count);

    /// <summary>A batch that has not been tried yet.</summary>
    public static CommitBatch Of(IReadOnlyList<UserBatch> users, bool isFull = false) =>
        new(users, CommitMode.Together, 1, 0) { IsContended = users.Any(user => user.IsContended), IsFull = isFull };

    /// <summary>Whether one of the users was found in contention once more since the batch was as it was before.</summary>
    public bool HasNewContention(CommitBatch before) =>
        Users.Any(user =>
            before.Users.Any(earlier => earlier.Lane == user.Lane && earlier.Contention < user.Contention)
        );

    /// <summary>The same, with one attempt more behind it.</summary>
    public CommitBatch Again(bool failed) =>
        this with
        {
            Attempt = Attempt + 1,
            Failures = failed ? Failures + 1 : Failures,
        };

    /// <summary>Two halves, each a batch that has not been tried yet, after one failure more.</summary>
    public (CommitBatch First, CommitBatch Second) Halves()
    {
        var half = Users.Count / 2;
        return (Part([.. Users.Take(half)]), Part([.. Users.Skip(half)]));

        CommitBatch Part(IReadOnlyList<UserBatch> users) =>
            this with
            {
                Users = users,
                Attempt = 1,
                Failures = Failures + 1,
            };
    }

    /// <summary>Each user alone.</summary>
    public IEnumerable<CommitBatch> OneByOne() =>
        Users.Select(user => new CommitBatch([user], CommitMode.OneByOne, 1, 0));

    /// <summary>One by one: the event after one that has its result, as a first attempt.</summary>
    public CommitBatch NextEvent() => this with { Attempt = 1, Failures = 0 };
}

public enum CommitMode
{
    /// <summary>Users share a transaction, each with all its events.</summary>
    Together,

    /// <summary>One event of one user at a time, so that a bad event holds up no other.</summary>
    OneByOne,
}
