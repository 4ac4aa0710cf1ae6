namespace LoopWorker.Core.Telemetry;

/// <summary>The ids of everything that is logged. An id never changes its meaning; docs/observability.md says what to do about each.</summary>
public static class EventIds
{
    public const int Started = 1;
    public const int Draining = 2;
    public const int Drained = 3;
    public const int ReceiveFailed = 4;
    public const int RunEnded = 5;
    public const int DeadLettered = 10;
    public const int Retried = 11;
    public const int LeaseLost = 12;
    public const int Left = 13;
    public const int TroubleBegan = 15;
    public const int TroubleEnded = 16;
    public const int ClockSkewed = 17;
    public const int Denied = 18;
    public const int Allowed = 19;
    public const int Waiting = 20;
    public const int Found = 21;
    public const int Repeated = 30;
    public const int ProtectionFailed = 40;
    public const int ProtectionWorks = 41;
    public const int ProtectionAsked = 42;
}
