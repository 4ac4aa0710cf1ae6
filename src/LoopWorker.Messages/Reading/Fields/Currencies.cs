using System.Collections.Frozen;

namespace LoopWorker.Messages.Reading.Fields;

/// <summary>The active codes of ISO 4217, list one, as of 2026 (with XCG and ZWG, without ANG, BGN and ZWL).</summary>
public static class Currencies
{
    /// <summary>The one of a purchase that names none.</summary>
    public const string Default = "USD";

    /// <summary>The codes.</summary>
    public static FrozenSet<string> Active { get; } =
        (
            "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD "
            + "CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP "
            + "GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR "
            + "KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN "
            + "MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD "
            + "SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX "
            + "USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD "
            + "XPF XPT XSU XTS XUA XXX YER ZAR ZMW ZWG"
        )
            .Split(' ')
            .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>How many digits of an amount in minor units stand behind the point; 0 for a code that has no minor unit, such as gold.</summary>
    public static int DecimalsOf(string currency) =>
        Whole.Contains(currency) ? 0
        : Thousandths.Contains(currency) ? 3
        : TenThousandths.Contains(currency) ? 4
        : 2;

    private static readonly FrozenSet<string> Whole = Codes(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF "
            + "XAD XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX"
    );

    private static readonly FrozenSet<string> Thousandths = Codes("BHD IQD JOD KWD LYD OMR TND");

    private static readonly FrozenSet<string> TenThousandths = Codes("CLF UYW");

    private static FrozenSet<string> Codes(string codes) => codes.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
