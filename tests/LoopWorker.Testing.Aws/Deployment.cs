using LoopWorker.Core;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;

namespace LoopWorker.Testing.Aws;

/// <summary>Queues and a table of one's own, told apart from those of others by their names.</summary>
public sealed class Deployment
{
    private readonly Endpoints _endpoints;

    /// <param name="endpoints">Where they are.</param>
    /// <param name="fifo">Whether the source of events is a FIFO queue.</param>
    /// <param name="both">Whether there is a second source, which is a FIFO queue.</param>
    /// <param name="settings">Further settings, without the section's name: <c>Pipeline:MaxInFlight</c>.</param>
    public Deployment(
        Endpoints endpoints,
        bool fifo = false,
        bool both = false,
        params IEnumerable<(string Setting, string Value)> settings
    )
    {
        _endpoints = endpoints;
        var prefix = $"lw-{Randomness.Unseeded().NextId()}"[..15];
        var suffix = fifo ? ".fifo" : "";
        Table = $"{prefix}-table";
        Events = $"{prefix}-events{suffix}";
        DeadLetters = $"{prefix}-events-dlq{suffix}";
        OrderedEvents = $"{prefix}-ordered.fifo";
        OrderedDeadLetters = $"{prefix}-ordered-dlq.fifo";
        Notifications = $"{prefix}-notifications";
        var environment = new Dictionary<string, string>(endpoints.Variables)
        {
            [Variable("Table:Name")] = Table,
            [Variable("Queues:Sources:0:Queue")] = Events,
            [Variable("Queues:Sources:0:DeadLetterQueue")] = DeadLetters,
            [Variable("Queues:Notifications")] = Notifications,
            [Variable("Pipeline:ReceiveWait")] = "00:00:01",
        };
        if (both)
        {
            environment[Variable("Queues:Sources:1:Queue")] = OrderedEvents;
            environment[Variable("Queues:Sources:1:DeadLetterQueue")] = OrderedDeadLetters;
        }
        foreach (var (setting, value) in settings)
            environment[Variable(setting)] = value;
        Environment = environment;
    }

    public string Table { get; }

    public string Events { get; }

    public string DeadLetters { get; }

    /// <summary>The second source, where there is one.</summary>
    public string OrderedEvents { get; }

    public string OrderedDeadLetters { get; }

    public string Notifications { get; }

    /// <summary>The environment of a program that is to work here.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>The same environment with other variables.</summary>
    public IReadOnlyDictionary<string, string> With(params IEnumerable<(string Name, string? Value)> variables)
    {
        var environment = new Dictionary<string, string>(Environment);
        foreach (var (name, value) in variables)
            environment[name] = value ?? "";
        return environment;
    }

    /// <summary>Runs a command that must succeed.</summary>
    /// <exception cref="InvalidOperationException">If it does not.</exception>
    public async Task<CommandResult> RunAsync(params string[] arguments)
    {
        var result = await WorkerProgram.RunAsync(Environment, arguments);
        return result.ExitCode == 0
            ? result
            : throw new InvalidOperationException(
                $"{arguments[0]} ended with {result.ExitCode}:\n{result.Error}\n{result.Output}"
            );
    }

    /// <summary>Sends lines by the command <c>send</c>.</summary>
    public async Task SendAsync(IEnumerable<string> lines)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, lines);
            await RunAsync("send", file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>How many events have taken effect.</summary>
    public async Task<int> CountMarkersAsync()
    {
        using var tables = AwsClients.Tables(_endpoints);
        var count = 0;
        await foreach (var item in tables.Open(Table).ScanAllAsync(new Scan(Consistency: Consistency.Strong)))
            if (item.Key.Sort == "PROCESSED")
                count++;
        return count;
    }

    /// <summary>Waits until so many events have taken effect.</summary>
    public Task WaitForMarkersAsync(int count) =>
        Eventually.HoldsAsync(async () => await CountMarkersAsync() == count, "The events took no effect.");

    /// <summary>Waits until the source of events holds no message.</summary>
    public Task WaitUntilSettledAsync() => WaitUntilSettledAsync(Events);

    /// <summary>Waits until a queue holds no message.</summary>
    public async Task WaitUntilSettledAsync(string name)
    {
        using var queues = AwsClients.Queues(_endpoints);
        var queue = await queues.OpenAsync(name, CancellationToken.None);
        await Eventually.HoldsAsync(
            async () => (await queue.GetDepthAsync(CancellationToken.None)).Total == 0,
            "There are messages left."
        );
    }

    public Task ProvisionAsync() => RunAsync("provision");

    public static string Variable(string setting) =>
        "LoopWorker__" + setting.Replace(":", "__", StringComparison.Ordinal);
}
