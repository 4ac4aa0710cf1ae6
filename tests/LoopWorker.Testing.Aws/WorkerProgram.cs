using System.Collections.Concurrent;
using System.Diagnostics;

namespace LoopWorker.Testing.Aws;

/// <summary>How a command ended.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error);

/// <summary>The program as a process of its own, as an operator starts it.</summary>
public sealed class WorkerProgram : IAsyncDisposable
{
    /// <summary>The command that starts the program as <c>dotnet build</c> leaves it.</summary>
    public static readonly IReadOnlyList<string> Built =
    [
        "dotnet",
        Path.Combine(AppContext.BaseDirectory, "loopworker.dll"),
    ];

    /// <summary>What starts the program where a test does not say: <see cref="Built"/>, unless a test run has published it first.</summary>
    public static IReadOnlyList<string> Command { get; set; } = Built;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly Task<string> _output;
    private readonly Task _reading;

    private WorkerProgram(
        IReadOnlyList<string> command,
        IReadOnlyDictionary<string, string> environment,
        string[] arguments
    )
    {
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _output = _process.StandardOutput.ReadToEndAsync();
        _reading = ReadErrorsAsync();
    }

    /// <summary>What it said on standard error so far.</summary>
    public IReadOnlyList<string> Errors => [.. _errors];

    public bool HasEnded => _process.HasExited;

    /// <summary>Starts a command that goes on.</summary>
    public static WorkerProgram Start(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Start(Command, environment, arguments);

    /// <inheritdoc cref="Start(IReadOnlyDictionary{string, string}, string[])"/>
    /// <param name="command">What starts the program, before its arguments.</param>
    public static WorkerProgram Start(
        IReadOnlyList<string> command,
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments
    ) => new(command, environment, arguments);

    /// <summary>Runs a command to its end.</summary>
    public static Task<CommandResult> RunAsync(
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments
    ) => RunAsync(Command, environment, arguments);

    /// <inheritdoc cref="RunAsync(IReadOnlyDictionary{string, string}, string[])"/>
    /// <param name="command">What starts the program, before its arguments.</param>
    public static async Task<CommandResult> RunAsync(
        IReadOnlyList<string> command,
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments
    )
    {
        await using var program = Start(command, environment, arguments);
        return await program.EndAsync();
    }

    /// <summary>Waits until it ends by itself.</summary>
    /// <exception cref="TimeoutException">If it does not within <see cref="Eventually.Patience"/>.</exception>
    public async Task<CommandResult> EndAsync()
    {
        using var patience = new CancellationTokenSource(Eventually.Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException(
                $"The program did not end within {Eventually.Patience}:\n{string.Join('\n', Errors)}",
                exception
            );
        }
        await _reading;
        return new CommandResult(_process.ExitCode, await _output, string.Join('\n', Errors));
    }

    /// <summary>Waits until it says on standard error something that contains the text.</summary>
    /// <exception cref="TimeoutException">If it ends without, or has not within <see cref="Eventually.Patience"/>.</exception>
    public async Task<string> SaysAsync(string text)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!HasEnded && TimeProvider.System.GetElapsedTime(begun) < Eventually.Patience)
        {
            if (Find(text) is { } line)
                return line;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
        if (HasEnded)
            await _reading;
        return Find(text) ?? throw new TimeoutException($"It never said '{text}':\n{string.Join('\n', Errors)}");
    }

    /// <summary>SIGTERM: it is asked to stop, as by an orchestrator.</summary>
    public async Task<CommandResult> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        return await EndAsync();
    }

    /// <summary>SIGKILL.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private string? Find(string text) => _errors.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal));

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
            _errors.Enqueue(line);
    }
}
