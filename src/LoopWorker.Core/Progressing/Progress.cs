namespace LoopWorker.Core.Progressing;

/// <summary>How much a part of the worker has taken over and not dealt with, and whether it moves.</summary>
/// <param name="Pending">Items taken over and not dealt with.</param>
/// <param name="Still">
/// For how long it has had work without moving, that is, without having taken up the first item or dealt with one; zero without work.
/// </param>
public readonly record struct Progress(long Pending, TimeSpan Still)
{
    /// <summary>That of several parts side by side: the work of all, and the stillness of the one that stands longest.</summary>
    public static Progress operator +(Progress one, Progress other) =>
        new(one.Pending + other.Pending, one.Still > other.Still ? one.Still : other.Still);

    public static Progress Add(Progress left, Progress right) => left + right;

    /// <inheritdoc cref="op_Addition"/>
    public static Progress Of<T>(IReadOnlyList<T> parts, Func<T, Progress> progressOf)
    {
        var sum = default(Progress);
        foreach (var part in parts)
            sum += progressOf(part);
        return sum;
    }
}
