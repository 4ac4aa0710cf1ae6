using LoopWorker.Loop.Events.Setup;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Users;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;

namespace LoopWorker.Loop.Preferences;

/// <summary>Changes what users want, in their contexts, by optimistic locking.</summary>
public sealed class PreferencesStore(ITable table, TimeProvider time)
{
    private const int Attempts = 10;

    /// <summary>Applies a patch. One that changes nothing writes nothing.</summary>
    /// <returns>Whether anything was written.</returns>
    /// <exception cref="StoredStateException">If the user's context cannot be read.</exception>
    /// <exception cref="TableException">If the table fails, or the context keeps changing meanwhile.</exception>
    public async Task<bool> PatchAsync(string user, PreferencesPatch patch, CancellationToken cancellation)
    {
        var key = Keys.Context(user);
        var stored = (await table.GetAsync(key, Consistency.Strong, cancellation)).Item;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var before = ContextItems.Read(user, stored);
            var preferences = Apply(patch, before.Context.Preferences);
            if (stored is not null && preferences == before.Context.Preferences)
                return false;
            var context = before.Context with { Preferences = preferences };
            var (_, put) = ContextItems.Write(before, context, before.Memory, time.GetUtcNow().ToUnixTimeSeconds());
            var result = await table.PutAsync(put, cancellation);
            if (result.Succeeded)
                return true;
            stored = result.Stored;
        }
        throw new TableException(
            TableErrors.TransactionConflict,
            $"Others wrote the user's context at the same time, {Attempts} times in a row. Nothing was changed; try again."
        );
    }

    private static UserPreferences Apply(PreferencesPatch patch, UserPreferences before) =>
        before with
        {
            AutoStake = patch.AutoStake ?? before.AutoStake,
            DefaultDurationDays = patch.DefaultDurationDays ?? before.DefaultDurationDays,
            AutoCompound = patch.AutoCompound ?? before.AutoCompound,
            CompoundThreshold = patch.CompoundThreshold ?? before.CompoundThreshold,
            RiskTolerance = patch.RiskTolerance ?? before.RiskTolerance,
            Notifications = patch.Notifications is { } wanted
                ? Apply(wanted, before.Notifications)
                : before.Notifications,
        };

    private static NotificationPreferences Apply(NotificationsPatch patch, NotificationPreferences before) =>
        before with
        {
            OnCapture = patch.OnCapture ?? before.OnCapture,
            OnStake = patch.OnStake ?? before.OnStake,
            OnYield = patch.OnYield ?? before.OnYield,
            OnUnlock = patch.OnUnlock ?? before.OnUnlock,
            MinNotifyAmount = patch.MinNotifyAmount ?? before.MinNotifyAmount,
        };
}
