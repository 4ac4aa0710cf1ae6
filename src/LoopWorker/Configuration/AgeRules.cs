using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Events.Types;

namespace LoopWorker.Configuration;

/// <summary>How long things are kept against how old an event may be when it is read. Pure.</summary>
public static class AgeRules
{
    /// <summary>What cannot be meant.</summary>
    public static IEnumerable<string> Errors(LoopWorkerSettings settings)
    {
        var limit = EventTypes.Standard.All.Max(LimitOf(settings).Of);
        if (settings.Capture is { UnknownCard: UnknownCardPolicy.Park, ParkedLifetime: var parked } && parked > limit)
            yield return $"Capture:ParkedLifetime is {parked}: it must be at most {limit}, for what is older is refused when its card is linked, too_old; see Pipeline:MaxEventAge.";
    }

    /// <summary>What an operator may mean and should know, each with the setting it is about.</summary>
    public static IEnumerable<(string Setting, string Text)> Risks(LoopWorkerSettings settings)
    {
        var (limit, queues) = (LimitOf(settings), settings.Queues);
        var risky = EventTypes.Standard.All.Where(type => limit.Of(type) > AgeLimit.SafeFor(type)).ToList();
        if (risky.Count > 0)
            yield return (
                "Pipeline:MaxEventAge",
                $"it is {limit.Setting}, and what has taken effect is remembered for less: {string.Join(", ", risky.Select(type => $"{type.Name} {type.MarkerLifetime.TotalDays:0} days"))}. An event that is replayed after that takes effect twice. Leave it at 0 unless no event comes again that late."
            );
        var least = EventTypes.Standard.All.Min(limit.Of);
        if (queues.Retention > least)
            yield return (
                "Queues:Retention",
                $"it is {queues.Retention}: an event that waits for more than {least} is refused when it is received, too_old. Set it lower, or Pipeline:MaxEventAge higher."
            );
        if (queues.DeadLetterRetention > least)
            yield return (
                "Queues:DeadLetterRetention",
                $"it is {queues.DeadLetterRetention}: a dead letter that is replayed after more than {least} is refused again, too_old. Replay earlier, or set Pipeline:MaxEventAge higher."
            );
    }

    private static AgeLimit LimitOf(LoopWorkerSettings settings) => new(settings.Pipeline.MaxEventAge);
}
