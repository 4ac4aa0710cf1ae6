using System.CommandLine;
using System.CommandLine.Help;
using FsCheck.Fluent;
using LoopWorker.Commands;
using LoopWorker.Commands.Arguments;
using LoopWorker.Terminal;
using LoopWorker.Tests.Support;

namespace LoopWorker.Tests.Commands;

/// <summary>What holds of every command and every option that there is.</summary>
public sealed class CommandTreeTests
{
    // Any text is allowed, or what is allowed depends on the settings, by which it is checked when they are loaded.
    private static readonly string[] FreeText =
    [
        "--queue",
        "--card",
        "--id",
        "--to",
        "--export",
        "dlq peek --type",
        "dlq export --type",
        "dlq replay --type",
        "dlq purge --type",
    ];

    private static readonly Dictionary<string, string> ValidArguments = new()
    {
        ["FILE"] = "-",
        ["NEW-FILE"] = "-",
        ["FINGERPRINT"] = "fp1",
        ["USER"] = "u1",
        ["MERCHANT"] = "m1",
        ["QUESTION"] = "live",
        ["SHELL"] = "bash",
        ["ID"] = "t1",
        ["KEY"] = "1768478400",
        ["PATH=VALUE"] = "preferences.auto_stake=false",
    };

    public static TheoryData<string> Commands => [.. CommandTree.All().Select(entry => entry.Path)];

    public static TheoryData<string, string> Options =>
        [
            .. CommandTree
                .All()
                .SelectMany(entry =>
                    entry
                        .Command.Options.Where(option => option is not (HelpOption or VersionOption))
                        .Select(option => (entry.Path, option.Name))
                ),
        ];

    [Theory]
    [MemberData(nameof(Options))]
    public void A_wrong_value_is_named_with_what_is_allowed(string path, string option)
    {
        if (FreeText.Contains(option) || FreeText.Contains($"{path} {option}"))
            return;
        var isFlag = CommandTree.Find(path).Options.Single(known => known.Name == option) is Option<bool>;
        var wrong = isFlag ? new[] { $"{option}=no!" } : [option, "no!"];
        var error = Assert.Single(Errors([.. Called(path), .. wrong]));
        Assert.StartsWith($"{option} is ", error, StringComparison.Ordinal);
        Assert.Matches("must be|expected", error);
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void An_option_that_lacks_its_value_or_is_misspelt_is_named(string path, string option)
    {
        if (CommandTree.Find(path).Options.Single(known => known.Name == option) is not Option<bool>)
            Assert.StartsWith(
                $"{option} needs a value: ",
                Assert.Single(Errors([.. Called(path), option])),
                StringComparison.Ordinal
            );
        Assert.Contains(
            $"'{option}x' is not an option of '{path}'; did you mean {option}?",
            Assert.Single(Errors([.. Called(path), $"{option}x"])),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void An_unknown_option_is_named_wherever_an_argument_could_stand(string path)
    {
        Assert.Contains(
            "'--nope' is not an option of ",
            Assert.Single(Errors([.. path.Split(' '), "--nope"])),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'-x' is not an option of ",
            Assert.Single(Errors([.. Called(path), "-x"])),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void What_an_error_echoes_cannot_act_on_the_terminal(string path)
    {
        const string Hostile = "\u001B[2J\u202E\r\nx";
        var command = CommandTree.Find(path);
        string[][] lines =
        [
            [.. path.Split(' '), Hostile],
            [.. path.Split(' '), "--" + Hostile],
            [.. path.Split(' '), .. command.Arguments.Select(_ => Hostile), Hostile],
            .. command.Options.Select(option => (string[])[.. Called(path), option.Name, Hostile]),
            .. command.Options.Select(option => (string[])[.. Called(path), $"{option.Name}={Hostile}"]),
        ];
        Assert.All(
            lines.SelectMany(line => Errors(line)),
            error =>
            {
                Assert.Equal(SafeText.Of(error), error);
                Assert.DoesNotContain('\n', error);
            }
        );
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_calls_each_argument_by_one_name(string path)
    {
        using var output = new StringWriter();
        CommandParsing
            .Parse(WorkerCommands.Create(), [.. path.Split(' '), "--help"])
            .Invoke(new InvocationConfiguration { Output = output });
        Assert.All(
            // Of a few words, help lists them.
            CommandTree.Find(path).Arguments.Where(argument => argument.Name is not ("QUESTION" or "SHELL")),
            argument => Assert.Contains($"  <{argument.Name}>", output.ToString(), StringComparison.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_is_given_by_option_and_by_word(string path)
    {
        Assert.Empty(Errors([.. path.Split(' '), "--help"]));
        Assert.Empty(Errors(["help", .. path.Split(' ')]));
    }

    [Fact]
    public void No_command_line_crashes_and_each_mistake_is_one_line()
    {
        string[] words =
        [
            .. CommandTree.All().Select(entry => entry.Command.Name),
            .. CommandTree.All().SelectMany(entry => entry.Command.Options).Select(option => option.Name).Distinct(),
            .. ValidArguments.Values,
            .. (string[])
                [
                    "help",
                    "--",
                    "-",
                    "",
                    " ",
                    "=",
                    "--=",
                    "--json=",
                    "--json:x",
                    "-5",
                    "1e9",
                    "99999999999",
                    "NaN",
                    "@a",
                    "/",
                    "é",
                ],
        ];
        Property.Holds(
            Gen.Elements(words).ListOf(),
            arguments =>
                Assert.All(
                    Errors([.. arguments]),
                    error =>
                    {
                        Assert.DoesNotContain('\n', error);
                        Assert.DoesNotContain("System.", error, StringComparison.Ordinal);
                    }
                )
        );
    }

    private static IReadOnlyList<string> Errors(string[] arguments) =>
        UsageErrors.Of(CommandParsing.Parse(WorkerCommands.Create(), arguments), arguments);

    // With valid arguments.
    private static IEnumerable<string> Called(string path) =>
        path.Split(' ').Concat(CommandTree.Find(path).Arguments.Select(argument => ValidArguments[argument.Name]));
}
