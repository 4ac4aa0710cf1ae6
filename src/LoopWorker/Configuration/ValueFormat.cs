using System.Globalization;

namespace LoopWorker.Configuration;

/// <summary>How the value of a setting is written.</summary>
/// <param name="Description">In words, to follow "it must be".</param>
/// <param name="CanRead">Whether the binder can read a text.</param>
internal sealed record ValueFormat(string Description, Predicate<string> CanRead)
{
    private static readonly Dictionary<Type, ValueFormat> Known = new()
    {
        [typeof(string)] = new("text", _ => true),
        [typeof(bool)] = new("true or false", text => bool.TryParse(text, out _)),
        [typeof(int)] = Whole(int.MaxValue),
        [typeof(ulong)] = Whole(ulong.MaxValue),
        [typeof(TimeSpan)] = new(
            "a time such as 00:00:30 (hours:minutes:seconds) or 4.00:00:00 (days first)",
            // A number alone would be days, where whoever wrote it meant seconds.
            text =>
                (text.Contains(':', StringComparison.Ordinal) || text == "0")
                && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _)
        ),
    };

    public static ValueFormat Of(Type type) => type.IsEnum ? OneOf(Enum.GetNames(type)) : Known[type];

    private static ValueFormat Whole<T>(T maximum)
        where T : ISpanParsable<T> =>
        new(
            $"a whole number, at most {maximum}",
            text => T.TryParse(text.AsSpan(), CultureInfo.InvariantCulture, out _)
        );

    private static ValueFormat OneOf(string[] names) =>
        new(
            $"{string.Join(", ", names[..^1])} or {names[^1]}",
            text => names.Contains(text, StringComparer.OrdinalIgnoreCase)
        );
}
