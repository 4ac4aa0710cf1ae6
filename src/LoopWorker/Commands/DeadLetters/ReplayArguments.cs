using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Arguments;
using LoopWorker.Commands.Completion;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.DeadLetters.Replaying;

namespace LoopWorker.Commands.DeadLetters;

/// <summary>The options of <c>dlq replay</c>.</summary>
internal sealed class ReplayArguments
{
    private const int Unlimited = 10_000_000;
    private const int UnlimitedRate = 100_000;

    // It lies in the audit record, of which the table takes 400 KB.
    private const int LongestEdit = 64 * 1024;

    private readonly SelectionOptions _selection = new();
    private readonly Option<int> _maximum = CheckedOptions.Whole(
        "--max",
        (1, Unlimited),
        Unlimited,
        "How many letters to replay at most."
    );
    private readonly Option<int> _rate = CheckedOptions.Whole(
        "--rate",
        (1, UnlimitedRate),
        UnlimitedRate,
        $"How many letters to send a second at most, 1 to {UnlimitedRate}."
    );
    private readonly Option<string?> _edit = ExistingFile(
        "--edit",
        "A file with a JSON merge patch (RFC 7396) for each payload, such as {\"currency\": \"EUR\"}."
    );

    private readonly Option<string?> _from = ExistingFile(
        "--from",
        "An export whose letters, which may have been edited, take the place of those in the queue."
    );

    private readonly Option<string?> _to = new("--to")
    {
        Description = "The queue they go to. Default: the one each came from.",
        HelpName = "name",
    };

    private readonly Option<int> _maximumReplays = CheckedOptions.Whole(
        "--max-replays",
        (1, 1_000),
        ReplayRequest.StandardMaxReplays,
        "What has been replayed this often stays where it is."
    );

    private readonly Option<string?> _run = Run();

    private readonly Option<bool> _evenExpired = new("--even-expired")
    {
        Description = "Also events so old that they might take effect twice.",
    };

    public Option<bool> DryRun { get; } =
        new("--dry-run") { Description = "Print what would be done, without doing it." };

    public Option<bool> Native { get; } =
        new("--native")
        {
            Description = "Let SQS move all letters, as they are. It chooses, edits and checks nothing.",
        };

    public Option<bool> Resume { get; } =
        new("--resume")
        {
            Description = "Go on with the queue's latest replay, which was interrupted, as it was asked for.",
        };

    public Option<string?> Queue { get; } = DlqCommand.Queue();

    public Option<int> VisibilityTimeout { get; } = SweepArguments.VisibilityTimeout();

    public Option<bool> Json { get; } = DlqCommand.Json();

    public void AddTo(Command command)
    {
        command.Add(Queue);
        _selection.AddTo(command);
        foreach (
            var option in (Option[])
                [
                    DryRun,
                    _maximum,
                    _rate,
                    _edit,
                    _from,
                    _to,
                    _maximumReplays,
                    _evenExpired,
                    Native,
                    Resume,
                    _run,
                    VisibilityTimeout,
                    Json,
                ]
        )
            command.Add(option);
    }

    /// <summary>What is asked for.</summary>
    /// <exception cref="UsageException">If a file is not what it should be, or options contradict each other.</exception>
    public ReplayRequest Read(ParseResult parsed)
    {
        foreach (var alone in new[] { Native, Resume })
            if (parsed.GetValue(alone) && OthersThan(alone, parsed) is { Count: > 0 } others)
                throw new UsageException(
                    alone == Native
                        ? $"--native lets SQS move all letters as they are: it cannot be combined with {string.Join(", ", others)}."
                        : $"--resume goes on with what was asked for then: it cannot be combined with {string.Join(", ", others)}."
                );
        if (parsed.GetValue(_run) is not null && !parsed.GetValue(Resume))
            throw new UsageException("--run names the replay to go on with: give --resume too.");
        return new ReplayRequest
        {
            Select = _selection.Read(parsed),
            Max = Limit(parsed, _maximum),
            Rate = Rate(parsed),
            Edit = parsed.GetValue(_edit) is { } edit ? ReadPatch(edit) : null,
            File = parsed.GetValue(_from),
            To = To(parsed),
            MaxReplays = parsed.GetValue(_maximumReplays),
            EvenExpired = parsed.GetValue(_evenExpired),
        };
    }

    /// <summary>The replay to go on with; null for the latest.</summary>
    public string? RunToResume(ParseResult parsed) => parsed.GetValue(_run);

    public string? To(ParseResult parsed) => parsed.GetValue(_to);

    public int? Rate(ParseResult parsed) => Limit(parsed, _rate);

    private static int? Limit(ParseResult parsed, Option<int> option) =>
        parsed.GetResult(option) is { Implicit: false } ? parsed.GetValue(option) : null;

    private List<string> OthersThan(Option alone, ParseResult parsed)
    {
        Option[] allowed =
            alone == Native ? [Native, Queue, _to, _rate, Json] : [Resume, _run, Queue, VisibilityTimeout, Json];
        return
        [
            .. parsed
                .CommandResult.Children.OfType<System.CommandLine.Parsing.OptionResult>()
                .Where(result => !result.Implicit && !allowed.Contains(result.Option))
                .Select(result => result.Option.Name),
        ];
    }

    private static JsonObject ReadPatch(string file)
    {
        // A pipe does not say how long it is.
        using var reader = new StreamReader(file);
        var text = new char[LongestEdit + 1];
        var length = reader.ReadBlock(text);
        if (Encoding.UTF8.GetByteCount(text, 0, length) > LongestEdit)
            throw new UsageException(
                $"--edit is '{file}', of more than {LongestEdit} bytes: the record of the replay holds it, so it must be smaller."
            );
        try
        {
            return MergePatch.Parse(new string(text, 0, length));
        }
        catch (FormatException)
        {
            throw new UsageException(
                $"--edit is '{file}', which holds no JSON object: it must be a merge patch such as {{\"currency\": \"EUR\"}}."
            );
        }
    }

    private static Option<string?> Run()
    {
        var option = new Option<string?>("--run")
        {
            Description = "With --resume: which replay, as dlq history names it. Default: the latest.",
            HelpName = "id",
        };
        option.Validators.Add(result =>
        {
            foreach (var id in result.Tokens.Select(token => token.Value).Where(id => !AuditRecord.IsId(id)))
                result.AddError(
                    $"--run is '{id}': it must be the run of a replay as 'dlq history' shows it, 8 hexadecimal digits."
                );
        });
        return option;
    }

    private static Option<string?> ExistingFile(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "file" };
        option.CompletedByFiles();
        option.Validators.Add(result =>
        {
            foreach (var file in result.Tokens.Select(token => token.Value).Where(file => !File.Exists(file)))
                result.AddError($"{name} is '{file}': it must be a file that exists.");
        });
        return option;
    }
}
