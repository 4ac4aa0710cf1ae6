using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LoopWorker.Benchmarks;

/// <summary>Reads one value; false if there is none of that name.</summary>
internal delegate bool Reading<T>(string text, [MaybeNullWhen(false)] out T value);

/// <summary>Options whose values are separated by commas.</summary>
internal static class ListOption
{
    public static Option<List<T>> Create<T>(string name, string defaultText, string description, Reading<T> read)
    {
        List<T> Read(string text, Action<string> refuse)
        {
            var values = new List<T>();
            foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
                if (read(part, out var value))
                    values.Add(value);
                else
                    refuse($"{name}: '{part}' is not known.");
            return values;
        }

        return new Option<List<T>>(name)
        {
            Description = $"{description} Default: {defaultText}",
            CustomParser = result =>
                Read(string.Join(',', result.Tokens.Select(token => token.Value)), result.AddError),
            DefaultValueFactory = result => Read(defaultText, result.AddError),
        };
    }

    public static bool IsCount(string text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count > 0;
}
