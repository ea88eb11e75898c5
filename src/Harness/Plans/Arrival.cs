namespace Harness.Plans;

/// <summary>How the iterations of an open load are spread in time.</summary>
public enum Arrival
{
    /// <summary>Evenly: at 5/s one every 200 ms. <c>uniform</c></summary>
    Uniform,

    /// <summary>
    /// As independent users come: a Poisson process of the planned rate, drawn from the run's seed. Gaps are exponential, so at times several
    /// come at once; only the mean is the plan's. <c>poisson</c>
    /// </summary>
    Poisson,
}

/// <summary>What happens to an iteration that is due while all virtual users are busy.</summary>
public enum OnVULimit
{
    /// <summary>It waits in line, and its wait counts in its response time. <c>wait</c></summary>
    Wait,

    /// <summary>It is dropped and counted, as in k6. <c>drop</c></summary>
    Drop,
}
