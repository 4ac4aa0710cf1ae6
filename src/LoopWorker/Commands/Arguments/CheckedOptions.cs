using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using LoopWorker.Wording;

namespace LoopWorker.Commands.Arguments;

/// <summary>Options whose values are checked as they are read. A wrong one is an error that names the option and what is allowed.</summary>
internal static class CheckedOptions
{
    /// <param name="name">With its dashes.</param>
    /// <param name="range">What is allowed, both ends included.</param>
    /// <param name="defaultValue">If the option is absent.</param>
    /// <param name="description">For the help.</param>
    /// <param name="unit">What is counted, where the name does not tell; ends the message.</param>
    public static Option<int> Whole(
        string name,
        (int Minimum, int Maximum) range,
        int defaultValue,
        string description,
        string unit = ""
    ) =>
        Of(
            name,
            description,
            defaultValue,
            text =>
                int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                && number >= range.Minimum
                && number <= range.Maximum
                    ? number
                    : null,
            $"a whole number from {range.Minimum} to {range.Maximum}{(unit.Length == 0 ? "" : $", in {unit}")}"
        );

    /// <summary>A share of all, from 0 to 1.</summary>
    public static Option<double> Share(string name, double defaultValue, string description) =>
        Of(
            name,
            description,
            defaultValue,
            text =>
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && number is >= 0 and <= 1
                    ? number
                    : null,
            "a number from 0 to 1"
        );

    /// <summary>Text by a rule, as an argument.</summary>
    /// <param name="name">In capitals.</param>
    /// <param name="description">For the help.</param>
    /// <param name="error">What is wrong with a text; null if nothing is.</param>
    public static Argument<string> TextArgument(string name, string description, Func<string, string?> error)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.Validators.Add(result =>
        {
            if (error(result.Tokens is [var token] ? token.Value : "") is { } found)
                result.AddError($"{name} is {found}.");
        });
        return argument;
    }

    /// <summary>One of several words, the first of them unless the option names another.</summary>
    public static Option<string> OneOf(string name, IReadOnlyList<string> words, string description)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => words[0] };
        option.CustomParser = result => Word(result, name, words);
        option.CompletionSources.Add([.. words]);
        return option;
    }

    /// <summary>As an argument.</summary>
    public static Argument<string> OneOfArgument(string name, IReadOnlyList<string> words, string description)
    {
        var argument = RequiredOneOf(name, words, description);
        argument.DefaultValueFactory = _ => words[0];
        return argument;
    }

    /// <summary>As an argument that must be given.</summary>
    public static Argument<string> RequiredOneOf(string name, IReadOnlyList<string> words, string description)
    {
        var argument = new Argument<string>(name)
        {
            Description = description,
            CustomParser = result => Word(result, name, words),
        };
        argument.CompletionSources.Add([.. words]);
        return argument;
    }

    private static string? Word(ArgumentResult result, string name, IReadOnlyList<string> words)
    {
        var text = result.Tokens[0].Value;
        if (words.Contains(text))
            return text;
        result.AddError($"{name} is '{text}': it must be {Listing.Or(words)}.");
        return null;
    }

    private static Option<T> Of<T>(
        string name,
        string description,
        T defaultValue,
        Func<string, T?> read,
        string allowed
    )
        where T : struct =>
        new(name)
        {
            Description = description,
            DefaultValueFactory = _ => defaultValue,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (read(text) is { } value)
                    return value;
                result.AddError($"{name} is '{text}': it must be {allowed}.");
                return defaultValue;
            },
        };
}
