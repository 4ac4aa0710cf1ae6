namespace LoopWorker.Queues.Pump;

/// <summary>One reason to keep fewer messages in hand than there are <see cref="Credits"/>. Of several, the lowest holds.</summary>
public sealed class CreditLimit
{
    private readonly Action _changed;
    private volatile int _value;

    internal CreditLimit(int maximum, Action changed)
    {
        (Maximum, _value) = (maximum, maximum);
        _changed = changed;
    }

    /// <summary>The total of the credits.</summary>
    public int Maximum { get; }

    /// <summary>How many messages may be in hand for this reason, from 1 to the maximum.</summary>
    public int Value
    {
        get => _value;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Maximum);
            _value = value;
            _changed();
        }
    }
}
