namespace CaseDesk.Features.Account;

/// <summary>
/// The cookie that carries a browser's session: no script reads it, no other site sends it. Over https its name starts with <c>__Host-</c>,
/// which browsers take only when it is Secure, has Path=/ and no Domain (RFC 6265bis, section 4.1.3.2).
/// </summary>
internal static class SessionCookie
{
    public static CookieOptions Options(HttpRequest request, DateTimeOffset? expiresAt = null) =>
        new() { HttpOnly = true, IsEssential = true, Path = "/", SameSite = SameSiteMode.Strict, Secure = request.IsHttps, Expires = expiresAt };
}
