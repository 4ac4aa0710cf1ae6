using LoopWorker.Loop.Storage;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Testing;

namespace LoopWorker.Simulation.Mutations;

/// <summary>A capture is counted whether it is counted already or not.</summary>
internal sealed class CountedAnyway : Mutation
{
    public override ITable Of(ITable table, World world) =>
        table.On(
            (TableCall.Transact call, ITable next) =>
                (
                    call with
                    {
                        Writes =
                        [
                            .. call.Writes.Select(write =>
                                write is Update { Key.Sort: "PROCESSED" } update
                                    ? update with
                                    {
                                        Condition = null,
                                    }
                                    : write
                            ),
                        ],
                    }
                ).MakeAsync(next)
        );
}

/// <summary>The counts are written by themselves, after the markers that say so.</summary>
internal sealed class CountedApart : Mutation
{
    public override ITable Of(ITable table, World world) =>
        table.On(
            async (TableCall.Transact call, ITable next) =>
            {
                List<Write> days = [.. call.Writes.Where(IsDay)];
                var result = await (call with { Writes = [.. call.Writes.Where(write => !IsDay(write))] }).MakeAsync(
                    next
                );
                if (!result.Committed)
                    return result with { Reasons = [.. result.Reasons, .. days.Select(_ => CancellationReason.None)] };
                foreach (var update in days.OfType<Update>())
                    await next.UpdateAsync(update, CancellationToken.None);
                return result;
            }
        );

    private static bool IsDay(Write write) =>
        write.Key.Partition.StartsWith(Keys.MerchantPrefix, StringComparison.Ordinal);
}

/// <summary>Markers that say nothing more of notifications are taken for done, though their captures are not counted.</summary>
internal sealed class CountForgotten : Mutation
{
    public override ITable Of(ITable table, World world) =>
        table.On(
            async (TableCall.Transact call, ITable next) =>
                call.Writes.Any(write => write is Update { Key.Sort: "PROCESSED" })
                    ? new TransactionResult([], default)
                    : await call.MakeAsync(next)
        );
}
