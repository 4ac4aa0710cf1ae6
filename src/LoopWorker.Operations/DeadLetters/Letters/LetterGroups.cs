namespace LoopWorker.Operations.DeadLetters.Letters;

/// <summary>Letters that failed in the same way: by code and the shape of the detail.</summary>
/// <param name="Code">Why they failed.</param>
/// <param name="Shape">The detail without its values, see <see cref="FaultShape"/>.</param>
/// <param name="Count">How many.</param>
/// <param name="First">The earliest time of failure.</param>
/// <param name="Last">The latest.</param>
/// <param name="Example">The id of one of them, for a closer look.</param>
public sealed record LetterGroup(
    string Code,
    string Shape,
    int Count,
    DateTimeOffset First,
    DateTimeOffset Last,
    string Example
);

/// <summary>Gathers letters into groups. There are as many groups as faults, whatever the number of letters.</summary>
public sealed class LetterGroups
{
    private readonly Dictionary<(string Code, string Shape), LetterGroup> _groups = [];

    /// <summary>The groups, the largest first.</summary>
    public IReadOnlyList<LetterGroup> All =>
        [.. _groups.Values.OrderByDescending(group => group.Count).ThenBy(group => (group.Code, group.Shape))];

    /// <summary>Adds a letter to its group.</summary>
    public void Add(Letter letter)
    {
        var key = (letter.Code, Shape: FaultShape.Of(letter.Detail));
        _groups[key] = _groups.TryGetValue(key, out var group)
            ? group with
            {
                Count = group.Count + 1,
                First = letter.FailedAt < group.First ? letter.FailedAt : group.First,
                Last = letter.FailedAt > group.Last ? letter.FailedAt : group.Last,
            }
            : new LetterGroup(key.Code, key.Shape, 1, letter.FailedAt, letter.FailedAt, letter.Message.MessageId);
    }
}
