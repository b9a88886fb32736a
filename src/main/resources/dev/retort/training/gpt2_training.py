# GPT-2 (Radford et al. 2019) that learns, one call for each optimizer step. Names follow Hugging Face; shapes: B rows, T tokens, D width, H heads,
# N = B T, V vocabulary, A labelled positions. Every linear layer keeps its weight as [in, out]: y = x W + b.
class Gpt2Training(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  w : List[Tensor]  # wte, wpe, twelve for each layer, ln_f weight and bias
  m : List[Tensor]  # AdamW's first moment of each weight
  v : List[Tensor]  # and its second
  t : List[Tensor]  # how many steps each weight has taken, float32 []
  # The same tensors again, those of one dimension and those of two. They are fields because the compiler removes an operator that writes only to the
  # elements of a list which nothing reads afterwards.
  w1 : List[Tensor]
  m1 : List[Tensor]
  v1 : List[Tensor]
  t1 : List[Tensor]
  w2 : List[Tensor]
  m2 : List[Tensor]
  v2 : List[Tensor]
  t2 : List[Tensor]
  def begin(self: __torch__.Gpt2Training, w: List[Tensor], m: List[Tensor], v: List[Tensor], steps: Tensor) -> Tensor:
    self.w = annotate(List[Tensor], [])
    self.m = annotate(List[Tensor], [])
    self.v = annotate(List[Tensor], [])
    self.t = annotate(List[Tensor], [])
    self.w1 = annotate(List[Tensor], [])
    self.m1 = annotate(List[Tensor], [])
    self.v1 = annotate(List[Tensor], [])
    self.t1 = annotate(List[Tensor], [])
    self.w2 = annotate(List[Tensor], [])
    self.m2 = annotate(List[Tensor], [])
    self.v2 = annotate(List[Tensor], [])
    self.t2 = annotate(List[Tensor], [])
    for i in range(torch.len(w)):
      wi = torch.requires_grad_(torch.clone(w[i]), True)
      ti = torch.clone(steps)
      if torch.len(m) > 0:
        mi = torch.clone(m[i])
        vi = torch.clone(v[i])
      else:
        mi = torch.zeros_like(w[i])
        vi = torch.zeros_like(w[i])
      self.w.append(wi)
      self.m.append(mi)
      self.v.append(vi)
      self.t.append(ti)
      if torch.dim(wi) > 1:
        self.w2.append(wi)
        self.m2.append(mi)
        self.v2.append(vi)
        self.t2.append(ti)
      else:
        self.w1.append(wi)
        self.m1.append(mi)
        self.v1.append(vi)
        self.t1.append(ti)
    return steps
  def fresh(self: __torch__.Gpt2Training, w: List[Tensor], steps: Tensor) -> Tensor:
    return self.begin(w, annotate(List[Tensor], []), annotate(List[Tensor], []), steps)
  def weights(self: __torch__.Gpt2Training, unused: Tensor) -> List[Tensor]:
    out = annotate(List[Tensor], [])
    for i in range(torch.len(self.w)):
      out.append(torch.detach(self.w[i]))
    return out
  def moments(self: __torch__.Gpt2Training, unused: Tensor) -> List[Tensor]:
    out = annotate(List[Tensor], [])
    for i in range(torch.len(self.w)):
      out.append(self.m[i])
    for i in range(torch.len(self.w)):
      out.append(self.v[i])
    return out
  def list_of(self: __torch__.Gpt2Training, numbers: Tensor) -> List[float]:
    out = annotate(List[float], [])
    for i in range(numbers.size(0)):
      out.append(float(torch.item(torch.select(numbers, 0, i))))
    return out
  # -log p(label) at the positions `at` of the flattened rows -> [A]. Rows are padded at their ends: causal attention never looks there.
  def nll(self: __torch__.Gpt2Training, ids: Tensor, at: Tensor, labels: Tensor, heads: int, epsilon: float, dropout: float) -> Tensor:
    w = self.w
    B = ids.size(0)
    T = ids.size(1)
    D = w[0].size(1)
    x = torch.reshape(torch.embedding(w[0], ids) + torch.slice(w[1], 0, 0, T), [B * T, D])  # [N, D]
    if dropout > 0.:
      x = torch.dropout(x, dropout, True)
    for l in range((torch.len(w) - 4) // 12):
      i = 2 + l * 12
      h = torch.layer_norm(x, [D], w[i], w[i + 1], epsilon)
      qkv = torch.split(torch.addmm(w[i + 3], h, w[i + 2]), D, 1)  # 3 x [N, D]
      q = torch.view(qkv[0], [B, T, heads, D // heads]).transpose(1, 2)  # [B, H, T, D / H]
      k = torch.view(qkv[1], [B, T, heads, D // heads]).transpose(1, 2)
      u = torch.view(qkv[2], [B, T, heads, D // heads]).transpose(1, 2)
      a = torch.scaled_dot_product_attention(q, k, u, None, 0., True)  # dropout here would take the slow way
      a = torch.addmm(w[i + 5], a.transpose(1, 2).reshape([B * T, D]), w[i + 4])
      if dropout > 0.:
        a = torch.dropout(a, dropout, True)
      x = x + a
      h = torch.layer_norm(x, [D], w[i + 6], w[i + 7], epsilon)
      h = torch.gelu(torch.addmm(w[i + 9], h, w[i + 8]), approximate="tanh")  # [N, inner]
      a = torch.addmm(w[i + 11], h, w[i + 10])
      if dropout > 0.:
        a = torch.dropout(a, dropout, True)
      x = x + a
    x = torch.layer_norm(torch.index_select(x, 0, at), [D], w[-2], w[-1], epsilon)  # [A, D]
    return torch.cross_entropy_loss(torch.matmul(x, torch.t(w[0])), labels, None, 0)  # of [A, V]
  # Sum of weight x -log p without gradients, for each part -> [parts]
  def evaluate(self: __torch__.Gpt2Training, ids: List[Tensor], at: List[Tensor], labels: List[Tensor], weights: List[Tensor], numbers: Tensor) -> Tensor:
    n = self.list_of(numbers)
    torch.set_grad_enabled(False)
    sums = annotate(List[Tensor], [])
    for i in range(torch.len(ids)):
      sums.append(torch.sum(torch.to(self.nll(ids[i], at[i], labels[i], int(n[0]), n[1], 0.) * weights[i], 7)))
    torch.set_grad_enabled(True)
    return torch.stack(sums)
  # d sum(weight x -log p) / d w over all parts; the last tensor is that sum itself.
  def gradients(self: __torch__.Gpt2Training, ids: List[Tensor], at: List[Tensor], labels: List[Tensor], weights: List[Tensor], numbers: Tensor) -> List[Tensor]:
    n = self.list_of(numbers)
    sums = annotate(List[Tensor], [])
    g = annotate(List[Tensor], [])
    for part in range(torch.len(ids)):
      torch.set_grad_enabled(True)
      loss = torch.sum(self.nll(ids[part], at[part], labels[part], int(n[0]), n[1], n[2]) * weights[part])
      found = torch.autograd.grad([loss], self.w)
      torch.set_grad_enabled(False)
      sums.append(torch.detach(loss))
      p = annotate(List[Tensor], [])
      for i in range(torch.len(found)):
        gi = found[i]
        if torch.__isnot__(gi, None):
          p.append(unchecked_cast(Tensor, gi))
      if part == 0:
        g = p
      else:
        torch._foreach_add_(g, p)
    torch.set_grad_enabled(True)
    g.append(torch.sum(torch.stack(sums)))
    return g
  # AdamW (Loshchilov & Hutter 2019) on gradients clipped by their global norm. Weights of one dimension do not decay. -> [loss, norm before clipping];
  # where either is not finite, nothing is changed.
  def step(self: __torch__.Gpt2Training, ids: List[Tensor], at: List[Tensor], labels: List[Tensor], weights: List[Tensor], numbers: Tensor) -> Tensor:
    n = self.list_of(numbers)
    g = self.gradients(ids, at, labels, weights, numbers)
    loss = g.pop()
    torch.set_grad_enabled(False)
    norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(g)))
    out = torch.stack([loss, norm])
    if bool(torch.item(torch.all(torch.isfinite(out)))):
      torch._foreach_mul_(g, torch.clamp(torch.mul(torch.reciprocal(norm + 1e-06), n[4]), None, 1.))
      torch._foreach_add_(self.t, 1)  # the fused step divides by 1 - beta^t: t must be raised before it
      g1 = annotate(List[Tensor], [])
      g2 = annotate(List[Tensor], [])
      for i in range(torch.len(g)):
        if torch.dim(g[i]) > 1:
          g2.append(g[i])
        else:
          g1.append(g[i])
      none = annotate(List[Tensor], [])
      torch._fused_adamw_(self.w1, g1, self.m1, self.v1, none, self.t1, lr=n[3], beta1=n[5], beta2=n[6], weight_decay=0., eps=n[7], amsgrad=False, maximize=False)
      torch._fused_adamw_(self.w2, g2, self.m2, self.v2, none, self.t2, lr=n[3], beta1=n[5], beta2=n[6], weight_decay=n[8], eps=n[7], amsgrad=False, maximize=False)
    torch.set_grad_enabled(True)
    return out
