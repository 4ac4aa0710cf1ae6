namespace LoopWorker.Commands;

/// <summary>Exit codes of the commands, for scripts.</summary>
public static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    /// <summary>Some of it was done, some was not.</summary>
    public const int PartlyDone = 3;
}
