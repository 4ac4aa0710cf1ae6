namespace LoopWorker.Messages.Reading.Fields;

/// <summary>What a text is as a time of RFC 3339.</summary>
public enum TimeForm
{
    /// <summary>A time.</summary>
    Valid,

    /// <summary>None.</summary>
    Malformed,

    /// <summary>A second 60, which Unix time cannot hold.</summary>
    LeapSecond,

    /// <summary>In the year 0000, which is the one before the year 1.</summary>
    BeforeYearOne,
}

/// <summary>
/// Times of RFC 3339, section 5.6: date, <c>T</c>, time, up to 9 digits of fraction (kept to 100 ns), <c>Z</c> or an offset.
/// Stricter and faster than the base library's parsers, which take a missing offset for local time. Whatever reads times of events
/// reads them here.
/// </summary>
public static class Rfc3339
{
    /// <summary>What a failure says that it wants.</summary>
    public const string Expected = "a time of RFC 3339 with its offset, such as 2026-01-31T12:00:00Z";

    /// <summary>Reads a time.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="utc">The time, if it is one.</param>
    public static TimeForm Parse(ReadOnlySpan<byte> text, out DateTimeOffset utc)
    {
        utc = default;
        if (
            text.Length < "0000-00-00T00:00:00Z".Length
            || !Digits(text[..4], out var year)
            || text[4] != '-'
            || !Digits(text[5..7], out var month)
            || text[7] != '-'
            || !Digits(text[8..10], out var day)
            || text[10] is not ((byte)'T' or (byte)'t')
            || !Clock(text[11..16], out var hour, out var minute)
            || text[16] != ':'
            || !Digits(text[17..19], out var second)
            || !Fraction(text[19..], out var ticks, out var offsetText)
            || !Offset(offsetText, out var offset)
        )
        {
            return TimeForm.Malformed;
        }

        // The year 0 is a leap year, as the year 4 is.
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year == 0 ? 4 : year, month) || second > 60)
            return TimeForm.Malformed;
        if (year == 0)
            return TimeForm.BeforeYearOne;
        if (second == 60)
            return TimeForm.LeapSecond;

        var total = new DateTime(year, month, day, hour, minute, second).Ticks + ticks - offset.Ticks;
        // By its offset it may be in UTC some hours before the year 1, or after 9999: the first or last instant is as far from any event.
        utc = new DateTimeOffset(Math.Clamp(total, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero);
        return TimeForm.Valid;
    }

    private static bool Fraction(ReadOnlySpan<byte> text, out long ticks, out ReadOnlySpan<byte> rest)
    {
        ticks = 0;
        rest = text;
        if (text[0] != '.')
            return true;

        var length = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (length is < 1 or > 9 || !Digits(text.Slice(1, length), out var fraction))
            return false;

        rest = text[(1 + length)..];
        ticks = fraction;
        for (; length < 7; length++)
            ticks *= 10;
        for (; length > 7; length--)
            ticks /= 10;
        return true;
    }

    private static bool Offset(ReadOnlySpan<byte> text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text.Length == 1)
            return text[0] is (byte)'Z' or (byte)'z';
        if (
            text.Length != 6
            || text[0] is not ((byte)'+' or (byte)'-')
            || !Clock(text[1..], out var hours, out var minutes)
        )
            return false;

        offset = new TimeSpan(hours, minutes, 0);
        if (text[0] == '-')
            offset = -offset;
        return true;
    }

    private static bool Clock(ReadOnlySpan<byte> text, out int hour, out int minute)
    {
        minute = 0;
        return Digits(text[..2], out hour)
            && text[2] == ':'
            && Digits(text[3..], out minute)
            && hour <= 23
            && minute <= 59;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var character in text)
        {
            if (character is < (byte)'0' or > (byte)'9')
                return false;
            value = (value * 10) + (character - '0');
        }
        return true;
    }
}
