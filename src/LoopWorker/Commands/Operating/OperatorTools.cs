using LoopWorker.Configuration;
using LoopWorker.Core;
using LoopWorker.Engines;
using LoopWorker.Hosting;
using LoopWorker.Loop.Cards;
using LoopWorker.Operations.Auditing;
using LoopWorker.Queues;
using LoopWorker.Tables;

namespace LoopWorker.Commands.Operating;

/// <summary>What the commands of operators work with: the table of the settings, and the records of who did what.</summary>
/// <param name="Table">The one table.</param>
/// <param name="Queues">Where purchases go back to that waited for their card.</param>
/// <param name="Randomness">Jitter and ids.</param>
/// <param name="Time">The true time.</param>
internal sealed record OperatorTools(ITable Table, IQueueService Queues, Randomness Randomness, TimeProvider Time)
{
    public AuditLog Audit { get; } = new(Table, Randomness, Time);

    public CardDirectory Cards { get; } = new(Table, Queues, Randomness, Time);

    /// <summary>Does something with the table of the settings.</summary>
    /// <exception cref="SettingsException">If the settings are invalid.</exception>
    public static async Task<T> UseAsync<T>(Func<OperatorTools, Task<T>> work)
    {
        var settings = SettingsLoading.Load(WorkerHost.ReadConfiguration());
        var (time, randomness) = (TimeProvider.System, Randomness.Unseeded());
        await using var aws = new AwsServices(settings, randomness, time);
        return await work(new OperatorTools(aws.OpenTable(), aws.Queues, randomness, time));
    }
}
