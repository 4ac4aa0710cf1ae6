namespace LoopWorker.Operations.DeadLetters.Replaying;

/// <summary>Why letters that are chosen stay in the dead-letter queue.</summary>
public static class HoldingReasons
{
    /// <summary>Its event is older than it is remembered that it took effect: it might take effect twice.</summary>
    public const string Expired = "expired";

    /// <summary>It has been replayed as often as is allowed.</summary>
    public const string ReplayedTooOften = "replayed_too_often";

    /// <summary>Neither its note nor SQS tells which of several sources it came from.</summary>
    public const string UnknownSource = "unknown_source";

    /// <summary>It is to be edited, and its body is not JSON.</summary>
    public const string NotJson = "not_json";

    /// <summary>With what is put beside it, it is larger than SQS allows.</summary>
    public const string TooLarge = "too_large";

    /// <summary>The queue it goes to has refused it.</summary>
    public const string Refused = "refused";

    /// <summary>One before it in its message group could not be sent.</summary>
    public const string Behind = "behind_another";

    /// <summary>It may have been sent, but no answer says so. It stays; if it is replayed again, it takes effect once all the same.</summary>
    public const string Uncertain = "uncertain";
}
