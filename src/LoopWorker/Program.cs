using System.CommandLine;
using LoopWorker.Commands;
using LoopWorker.Commands.Arguments;
using LoopWorker.Commands.Completion;
using LoopWorker.Configuration;
using LoopWorker.Hosting;
using LoopWorker.Loop.Cards;
using LoopWorker.Loop.State;
using LoopWorker.Loop.Storage;
using LoopWorker.Operations;
using LoopWorker.Operations.DeadLetters.Exporting;
using LoopWorker.Queues;
using LoopWorker.Tables;
using LoopWorker.Terminal;

var commands = WorkerCommands.Create();
if (Suggestions.AreAskedFor(args))
{
    foreach (var line in Suggestions.Answer(commands, args))
        await Console.Out.WriteAsync($"{line}\n");
    return ExitCodes.Done;
}
var parsed = CommandParsing.Parse(commands, args);
if (UsageErrors.Of(parsed, args) is { Count: > 0 } errors)
{
    foreach (var error in errors)
        await Console.Error.WriteLineAsync(error);
    await Console.Error.WriteLineAsync($"See '{UsageErrors.HelpOf(parsed.CommandResult.Command)}'.");
    return ExitCodes.WrongUsage;
}
try
{
    return await parsed.InvokeAsync(
        new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            // A signal cancels; how long the end may take is for each command to say (LoopWorker:ShutdownTimeout).
            ProcessTerminationTimeout = TimeSpan.FromHours(1),
        }
    );
}
catch (Exception exception) when (exception is SettingsException or UsageException or LetterFileException)
{
    await Console.Error.WriteLineAsync(Lines(exception));
    return ExitCodes.WrongUsage;
}
catch (Exception exception)
    when (exception
            is IOException
                or UnauthorizedAccessException
                or QueueException
                or TableException
                or PutBackException
                or StoredStateException
                or StateException
                or PreflightException
                or OperationRefusedException
                or FormatException
    )
{
    await Console.Error.WriteLineAsync(Lines(exception));
    return ExitCodes.Failed;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Interrupted.");
    return ExitCodes.Failed;
}

// Some have several: each is shown so that what it echoes cannot act on a terminal.
static string Lines(Exception exception) => string.Join('\n', Message(exception).Split('\n').Select(SafeText.Of));

// What a call on the state of a user says of the table begins with DynamoDB's name for it, which other calls leave out.
static string Message(Exception exception) =>
    exception is StateException { InnerException: TableException cause } ? cause.Message : exception.Message;
