using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using LoopWorker.Commands.Arguments;
using LoopWorker.Messages.Failures;
using LoopWorker.Operations.DeadLetters.Letters;
using LoopWorker.Operations.DeadLetters.Selecting;
using LoopWorker.Wording;

namespace LoopWorker.Commands.DeadLetters;

/// <summary>The options that say which letters are meant.</summary>
internal sealed class SelectionOptions
{
    private static readonly string[] KnownCodes = [.. FailureCodes.All, Letter.MovedBySqs];

    private readonly Option<string[]> _codes = new("--code")
    {
        Description = "Only letters that failed with this code. May be given several times.",
        HelpName = "code",
    };

    private readonly Option<DateTimeOffset?> _since = Time("--since", "Only what failed at this time or later");

    private readonly Option<DateTimeOffset?> _until = Time("--until", "Only what failed at this time or before");

    private readonly Option<string?> _type = new("--type")
    {
        Description = "Only events of this type, as messages name it.",
        HelpName = "type",
    };

    private readonly Option<string[]> _ids = new("--id")
    {
        Description = "Only the letter with this event id, letter id, or id in its source. May be given several times.",
        HelpName = "id",
    };

    private readonly Option<string?> _where = new("--where")
    {
        Description = "Only letters whose payload this JMESPath expression is true of, such as amount_cents > `1000`.",
        HelpName = "expression",
    };

    public SelectionOptions()
    {
        _codes.Validators.Add(result =>
        {
            foreach (var code in Texts(result).Where(code => !KnownCodes.Contains(code)))
                result.AddError($"--code is '{code}': {NameSuggestion.For(code, KnownCodes, "it must be one of")}");
        });
        _where.Validators.Add(result =>
        {
            foreach (var text in Texts(result))
                if (ErrorOf(text) is { } error)
                    result.AddError(
                        $"--where is '{text}': it must be a JMESPath expression such as amount_cents > `1000` ({error})."
                    );
        });
    }

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_codes, _since, _until, _type, _ids, _where])
            command.Add(option);
    }

    /// <exception cref="UsageException">If the times leave nothing between them.</exception>
    public LetterSelection Read(ParseResult parsed)
    {
        if (parsed.GetValue(_since) > parsed.GetValue(_until))
            throw new UsageException(
                "--since is later than --until: nothing fails between them. 'So long ago' counts back from now, so the larger of two belongs to --since."
            );
        return new LetterSelection
        {
            Codes = parsed.GetValue(_codes) ?? [],
            Since = parsed.GetValue(_since),
            Until = parsed.GetValue(_until),
            Type = parsed.GetValue(_type),
            Ids = parsed.GetValue(_ids) ?? [],
            Where = parsed.GetValue(_where),
        };
    }

    /// <summary>Whether any of them is given.</summary>
    public bool AreGiven(ParseResult parsed) => !Read(parsed).ToFilter().IsEmpty;

    private static IEnumerable<string> Texts(OptionResult result) => result.Tokens.Select(token => token.Value);

    private static string? ErrorOf(string expression)
    {
        try
        {
            PayloadExpression.Parse(expression);
            return null;
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
    }

    private static Option<DateTimeOffset?> Time(string name, string description) =>
        new(name)
        {
            Description = $"{description} (RFC 3339, or so long ago: 30m, 2h, 3d).",
            HelpName = "time",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (Ago(text) is { } ago)
                    return TimeProvider.System.GetUtcNow() - ago;
                if (
                    DateTimeOffset.TryParse(
                        text,
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.AssumeUniversal,
                        out var at
                    )
                )
                    return at;
                result.AddError(
                    $"{name} is '{text}': it must be a time such as 2026-01-31T12:00:00Z, or so long ago: 30m, 2h, 3d."
                );
                return null;
            },
        };

    private static TimeSpan? Ago(string text) =>
        text.Length > 1
        && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && count < 10_000
            ? text[^1] switch
            {
                'm' => TimeSpan.FromMinutes(count),
                'h' => TimeSpan.FromHours(count),
                'd' => TimeSpan.FromDays(count),
                _ => null,
            }
            : null;
}
